package dev.sluice.delivery.core;

/**
 * The fixed part of a {@link Worker}.
 *
 * @param maxAttempts attempts held at once in all lanes together, at least 1
 * @param maxBytes bytes of tasks held at once in all lanes together, at least 1
 * @param partitions scheduler partitions (N of design section 3), at least 1
 */
public record WorkerLimits(int maxAttempts, long maxBytes, int partitions) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is less than 1
   */
  public WorkerLimits {
    atLeastOne("maxAttempts", maxAttempts);
    atLeastOne("maxBytes", maxBytes);
    atLeastOne("partitions", partitions);
  }

  /** Returns the scheduler partition a lane belongs to: every Nth lane is the same one's. */
  public int partitionOf(int lane) {
    return lane % partitions;
  }

  private static void atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
    }
  }
}
