package dev.sluice.delivery.core;

/**
 * What tells an attempt from all others (design section 5.2).
 *
 * @param lane partition of the dispatches topic
 * @param sequence number of the dispatch in its lane, from 1
 */
public record AttemptKey(int lane, long sequence) implements Comparable<AttemptKey> {

  @Override
  public int compareTo(AttemptKey other) {
    int byLane = Integer.compare(lane, other.lane);
    return byLane != 0 ? byLane : Long.compare(sequence, other.sequence);
  }
}
