package dev.sluice.delivery.core;

import java.util.List;

/**
 * What a worker tells one scheduler partition about itself, complete in itself (design section
 * 5.2).
 *
 * @param partition the scheduler partition it is for
 * @param takenNanos when it was taken, by the worker's monotonic clock
 * @param owned lanes of that partition assigned to the worker, ascending
 * @param held lanes of that partition the worker holds attempts of, ascending
 */
public record HoldingsReport(
    int partition, long takenNanos, List<OwnedLane> owned, List<HeldLane> held) {

  /** Copies the lists. */
  public HoldingsReport {
    owned = List.copyOf(owned);
    held = List.copyOf(held);
  }

  /**
   * An assigned lane.
   *
   * @param lane the lane
   * @param received highest sequence received by this worker or, by commit metadata, a predecessor
   * @param creditCount how many more attempts the worker takes from it now
   * @param creditBytes how many more bytes of tasks it takes from it now
   */
  public record OwnedLane(int lane, long received, int creditCount, long creditBytes) {}

  /**
   * Attempts of one lane received and not yet answered by an acknowledged outcome.
   *
   * @param lane the lane
   * @param sequences their sequences, ascending
   */
  public record HeldLane(int lane, List<Long> sequences) {

    /** Copies the list. */
    public HeldLane {
      sequences = List.copyOf(sequences);
    }
  }

  boolean isEmpty() {
    return owned.isEmpty() && held.isEmpty();
  }
}
