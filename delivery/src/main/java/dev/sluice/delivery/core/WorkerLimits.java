package dev.sluice.delivery.core;

/**
 * The fixed part of a {@link Worker}.
 *
 * @param maxAttempts attempts held at once in all lanes together, at least 1
 * @param maxBytes bytes of tasks held at once in all lanes together, at least 1
 * @param lanesPerPartition lanes of one scheduler partition (K of design section 3), at least 1
 */
public record WorkerLimits(int maxAttempts, long maxBytes, int lanesPerPartition) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if one is less than 1
   */
  public WorkerLimits {
    atLeastOne("maxAttempts", maxAttempts);
    atLeastOne("maxBytes", maxBytes);
    atLeastOne("lanesPerPartition", lanesPerPartition);
  }

  /** Returns the scheduler partition a lane belongs to. */
  public int partitionOf(int lane) {
    return lane / lanesPerPartition;
  }

  private static void atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: >= 1)");
    }
  }
}
