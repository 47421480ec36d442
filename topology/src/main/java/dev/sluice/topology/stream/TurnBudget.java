package dev.sluice.topology.stream;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * The time that the partitions of one thread may spend on what time brings (due tasks, sweeps,
 * purges) in one turn, together. A turn is over when a partition comes round again. Those that had
 * work left last time share what is left evenly; a partition alone with work gets all of it. Used
 * by one thread.
 */
final class TurnBudget {

  private static final long LEAST_NANOS = 200_000;

  private final long turnNanos;
  private final LongSupplier nanoTime;
  private final List<Share> shares = new ArrayList<>();
  private long turn;
  private long leftNanos;

  TurnBudget(long turnNanos, LongSupplier nanoTime) {
    this.turnNanos = turnNanos;
    this.nanoTime = nanoTime;
    this.leftNanos = turnNanos;
  }

  /** Lets one more partition take part. */
  Share join() {
    Share share = new Share();
    shares.add(share);
    return share;
  }

  /** One partition's part. */
  final class Share {

    private long lastTurn = -1;
    private boolean busy;
    private long startNanos;
    private long allowedNanos;

    private Share() {}

    /** Starts this partition's part of the turn. */
    void begin() {
      if (lastTurn == turn) {
        turn++;
        leftNanos = turnNanos;
      }
      lastTurn = turn;
      long waiting = shares.stream().filter(share -> share.busy && share.lastTurn != turn).count();
      allowedNanos = Math.max(LEAST_NANOS, leftNanos / (1 + waiting));
      startNanos = nanoTime.getAsLong();
    }

    /** Returns whether this partition's part is used up. */
    boolean isOver() {
      return nanoTime.getAsLong() - startNanos >= allowedNanos;
    }

    /** Ends this partition's part. */
    void end(boolean workIsLeft) {
      leftNanos = Math.max(0, leftNanos - (nanoTime.getAsLong() - startNanos));
      busy = workIsLeft;
    }

    /** Takes part no longer. */
    void leave() {
      shares.remove(this);
    }
  }
}
