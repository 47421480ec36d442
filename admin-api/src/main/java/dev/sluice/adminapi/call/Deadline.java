package dev.sluice.adminapi.call;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Until when a call must be answered, on a monotonic clock. */
public final class Deadline {

  private final LongSupplier nanoTime;
  private final long endNanos;

  private Deadline(LongSupplier nanoTime, long endNanos) {
    this.nanoTime = nanoTime;
    this.endNanos = endNanos;
  }

  /**
   * A deadline some time from now.
   *
   * @param nanoTime the monotonic clock, in nanoseconds
   */
  public static Deadline in(Duration time, LongSupplier nanoTime) {
    return new Deadline(nanoTime, nanoTime.getAsLong() + time.toNanos());
  }

  /** The earlier of this one and one some time from now. */
  public Deadline atMost(Duration time) {
    long other = nanoTime.getAsLong() + time.toNanos();
    return other - endNanos < 0 ? new Deadline(nanoTime, other) : this;
  }

  /** What is left, in nanoseconds; 0 when it has passed. */
  public long remainingNanos() {
    return Math.max(0, endNanos - nanoTime.getAsLong());
  }

  /** Whether nothing is left. */
  public boolean hasPassed() {
    return remainingNanos() == 0;
  }
}
