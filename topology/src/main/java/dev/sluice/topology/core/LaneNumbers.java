package dev.sluice.topology.core;

/**
 * Which lanes are a partition's: with N partitions those numbered partition, partition + N,
 * partition + 2N and so on. So an installation can be given more lanes, and those that it has stay
 * whose they are.
 *
 * @param partition the partition, from 0
 * @param partitions how many there are (N of design section 3)
 * @param count lanes of each (K of design section 3)
 */
public record LaneNumbers(int partition, int partitions, int count) {

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if there is no such partition, or no lane
   */
  public LaneNumbers {
    if (partition < 0 || partition >= partitions) {
      throw new IllegalArgumentException(
          "partition: " + partition + " (expected: 0 to " + (partitions - 1) + ")");
    }
    if (count < 1) {
      throw new IllegalArgumentException("lanes: " + count + " (expected: >= 1)");
    }
  }

  /** The number of one of them, from the first, 0. */
  public int number(int ordinal) {
    return partition + ordinal * partitions;
  }

  /** Which of them a lane is, or -1 if it is none. */
  int ordinal(int number) {
    int ordinal = Math.floorDiv(number, partitions);
    return Math.floorMod(number, partitions) == partition && ordinal >= 0 && ordinal < count
        ? ordinal
        : -1;
  }
}
