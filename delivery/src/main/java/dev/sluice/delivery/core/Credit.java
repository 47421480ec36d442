package dev.sluice.delivery.core;

import java.util.Collection;

/**
 * Splits what a worker takes evenly over the lanes it owns. What it still holds of lanes that went
 * elsewhere is taken off first. A lane's share is at least one attempt, so that none starves.
 */
final class Credit {

  private final int shareCount;
  private final long shareBytes;

  private Credit(int shareCount, long shareBytes) {
    this.shareCount = shareCount;
    this.shareBytes = shareBytes;
  }

  static Credit of(WorkerLimits limits, Collection<Lane> lanes, boolean draining) {
    int owned = 0;
    long count = limits.maxAttempts();
    long bytes = limits.maxBytes();
    for (Lane lane : lanes) {
      if (lane.isOwned()) {
        owned++;
      } else {
        count -= lane.held.size();
        bytes -= lane.heldBytes();
      }
    }
    if (draining || owned == 0) {
      return new Credit(0, 0);
    }
    return new Credit((int) Math.max(1, count / owned), Math.max(1, bytes / owned));
  }

  HoldingsReport.OwnedLane of(Lane lane) {
    int count = Math.max(0, shareCount - lane.held.size());
    long bytes = count == 0 ? 0 : Math.max(0, shareBytes - lane.heldBytes());
    return new HoldingsReport.OwnedLane(lane.number, lane.received(), count, bytes);
  }

  /**
   * Whether a lane's room differs by more than a quarter from what the scheduler was told. It works
   * with credit plus what is held, so that attempts that come and go change nothing.
   */
  boolean differsMuch(Lane lane, int toldCapacity) {
    int capacity = Math.max(shareCount, lane.held.size());
    return Math.abs(capacity - toldCapacity) > Math.max(1, toldCapacity / 4);
  }
}
