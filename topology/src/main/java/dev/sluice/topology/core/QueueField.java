package dev.sluice.topology.core;

/** A field of {@link QueueSettings} that an update names; {@code target} has changes of its own. */
public enum QueueField {
  MAX_DISPATCHES_PER_SECOND,
  MAX_BURST_SIZE,
  MAX_CONCURRENT_DISPATCHES,
  MAX_ATTEMPTS,
  MAX_RETRY_DURATION,
  MIN_BACKOFF,
  MAX_BACKOFF,
  MAX_DOUBLINGS,
  TOMBSTONE_TTL,
  TASK_TTL,
  SAMPLING_RATIO,
  TARGET_PROTECTION,
  SLOW_START,
  MAX_PENDING_TASKS,
  MAX_PENDING_BYTES
}
