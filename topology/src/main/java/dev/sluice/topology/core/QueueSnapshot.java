package dev.sluice.topology.core;

/**
 * A queue as its owner decided it.
 *
 * @param name full name
 * @param settings what the operator set
 * @param state whether it dispatches
 * @param createMicros when it was created, in microseconds since the epoch
 * @param purgeMicros tasks created before this time are purged; 0: never purged
 */
public record QueueSnapshot(
    String name, QueueSettings settings, State state, long createMicros, long purgeMicros) {

  /** Whether a queue dispatches. The ordinal is stored: new constants go to the end. */
  public enum State {
    RUNNING,
    PAUSED,
    DISABLED
  }
}
