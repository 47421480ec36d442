package dev.sluice.topology.core;

/**
 * A queue's tokens: one is taken by each dispatch, and they come back at the queue's rate up to its
 * burst (spec section 2.2).
 *
 * <p>Whole numbers only, rounded down, so that what is taken in any window never exceeds burst +
 * rate x window. The level is written when a token is taken and not when it is looked at, so
 * rounding costs at most a billionth of a token per dispatch, however slow the rate.
 *
 * @param levelNanos billionths of a token that were there
 * @param atMicros when they were there, or will be if tokens were taken for a time to come
 */
record TokenBucket(long levelNanos, long atMicros) {

  static final long TOKEN_NANOS = 1_000_000_000;

  /** Beyond this no refill is counted; it keeps the product within a long. */
  private static final long LONGEST_MICROS = 9_000_000_000_000L;

  static TokenBucket full(int burst, long nowMicros) {
    return new TokenBucket(capacityNanos(burst), nowMicros);
  }

  /**
   * The bucket as it is at a time. If its own lies ahead, left by another clock, it becomes that.
   */
  TokenBucket refilled(double ratePerSecond, int burst, long nowMicros) {
    long elapsedMicros = Math.clamp(nowMicros - atMicros, 0, LONGEST_MICROS);
    long capacityNanos = capacityNanos(burst);
    long rateNanos = rateNanosPerSecond(ratePerSecond);
    long gainedNanos =
        Micros.add(
            Micros.multiply(elapsedMicros, rateNanos / Micros.PER_SECOND),
            elapsedMicros * (rateNanos % Micros.PER_SECOND) / Micros.PER_SECOND);
    long level = Math.min(capacityNanos, Micros.add(levelNanos, gainedNanos));
    return new TokenBucket(level, nowMicros);
  }

  boolean hasToken() {
    return levelNanos >= TOKEN_NANOS;
  }

  /**
   * Takes a token from a refilled bucket.
   *
   * @throws IllegalStateException if there is none
   */
  TokenBucket taken() {
    if (!hasToken()) {
      throw new IllegalStateException(
          "level: " + levelNanos + " (expected: >= " + TOKEN_NANOS + ")");
    }
    return new TokenBucket(levelNanos - TOKEN_NANOS, atMicros);
  }

  /**
   * When a token may be taken. That can be before the time of this bucket, if tokens were taken for
   * a time to come: as long ago as what is there beyond one needs to come back, since whoever takes
   * one earlier must leave enough for those.
   */
  long nextTokenMicros(double ratePerSecond) {
    long rateNanos = rateNanosPerSecond(ratePerSecond);
    if (hasToken()) {
      return atMicros - (levelNanos - TOKEN_NANOS) / Math.ceilDiv(rateNanos, Micros.PER_SECOND);
    }
    long missingNanos = TOKEN_NANOS - levelNanos;
    return Micros.add(atMicros, Math.ceilDiv(missingNanos * Micros.PER_SECOND, rateNanos));
  }

  /**
   * The bucket without what comes back between now and its time, if that lies ahead: so much at
   * least is there all the while, whatever the rate will be. What was taken for later stays taken.
   */
  TokenBucket withoutWhatComes(double ratePerSecond, long nowMicros) {
    long aheadMicros = Math.max(0, atMicros - nowMicros);
    long perMicroNanos = Math.ceilDiv(rateNanosPerSecond(ratePerSecond), Micros.PER_SECOND);
    long comingNanos = Micros.multiply(aheadMicros, perMicroNanos);
    return new TokenBucket(Math.max(0, levelNanos - comingNanos), atMicros);
  }

  /** The bucket after a change of the burst: nothing is given, what does not fit is lost. */
  TokenBucket cappedAt(int burst) {
    return new TokenBucket(Math.min(levelNanos, capacityNanos(burst)), atMicros);
  }

  double tokens() {
    return (double) levelNanos / TOKEN_NANOS;
  }

  private static long capacityNanos(int burst) {
    return Math.max(1, burst) * TOKEN_NANOS;
  }

  private static long rateNanosPerSecond(double ratePerSecond) {
    return Math.max(1, Math.round(ratePerSecond * TOKEN_NANOS));
  }
}
