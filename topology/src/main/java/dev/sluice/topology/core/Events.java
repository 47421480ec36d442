package dev.sluice.topology.core;

/** Tells observers of the steps in tasks' lives, for the share of tasks that the queue samples. */
final class Events {

  private static final double HASHES = 1L << 32;

  private Events() {}

  static void emit(Decision.Event.Kind kind, Task task, int httpStatus, Turn turn) {
    if (sampled(task.queue.settings().samplingRatio(), task.id)) {
      turn.emit(
          new Decision.Event(
              kind,
              task.queue.name(),
              task.id,
              turn.nowMicros(),
              task.status.dispatchCount,
              httpStatus));
    }
  }

  /** All steps of a task are told, or none: the choice follows from its id. */
  private static boolean sampled(double ratio, String taskId) {
    return ratio > 0 && Integer.toUnsignedLong(mix(taskId.hashCode())) < ratio * HASHES;
  }

  /** Spreads the poor low bits of a string's hash (MurmurHash3's finalizer). */
  private static int mix(int hash) {
    int h = hash;
    h ^= h >>> 16;
    h *= 0x85ebca6b;
    h ^= h >>> 13;
    h *= 0xc2b2ae35;
    return h ^ h >>> 16;
  }
}
