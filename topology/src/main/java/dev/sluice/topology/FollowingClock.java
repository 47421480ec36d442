package dev.sluice.topology;

import java.util.function.LongSupplier;

/** Counts nanoseconds and follows the wall clock by the rule of {@link MicroClock#system}. */
final class FollowingClock implements MicroClock {

  private static final long JUMP_NANOS = 1_000_000_000L;
  private static final long STAND_NANOS = 60_000_000_000L;

  private final LongSupplier wallMicros;
  private final LongSupplier nanoTime;

  /** Since the epoch; in nanoseconds, so that slow running loses nothing to rounding. */
  private long timeNanos;

  private long readNanos;

  FollowingClock(LongSupplier wallMicros, LongSupplier nanoTime) {
    this.wallMicros = wallMicros;
    this.nanoTime = nanoTime;
    this.readNanos = nanoTime.getAsLong();
    this.timeNanos = wallMicros.getAsLong() * 1_000;
  }

  @Override
  public synchronized long nowMicros() {
    long nanos = nanoTime.getAsLong();
    long elapsedNanos = Math.max(0, nanos - readNanos);
    readNanos = nanos;
    timeNanos = next(elapsedNanos, wallMicros.getAsLong() * 1_000);
    return timeNanos / 1_000;
  }

  @Override
  public long elapsedMicros() {
    return nanoTime.getAsLong() / 1_000;
  }

  private long next(long elapsedNanos, long wallNanos) {
    long countedNanos = timeNanos + elapsedNanos;
    if (wallNanos - countedNanos > JUMP_NANOS) {
      return wallNanos;
    }
    if (wallNanos >= countedNanos) {
      return countedNanos;
    }
    return timeNanos - wallNanos > STAND_NANOS
        ? timeNanos + elapsedNanos / 10 * 9
        : Math.max(timeNanos, wallNanos);
  }
}
