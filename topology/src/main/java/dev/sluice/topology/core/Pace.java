package dev.sluice.topology.core;

/**
 * How fast a queue may go just now: never faster than its settings say.
 *
 * <p>Two things hold it back. Target protection sets a rate below the queue's own while the target
 * answers that it is too busy, or fails (see {@link TargetHealth}). A slow start lets the rate
 * begin at a tenth and rise in a straight line, after the queue was created or resumed and after it
 * dispatched nothing for a minute. The burst goes down with the rate.
 *
 * @param limitPerSecond what target protection allows, in dispatches per second; 0: as much as the
 *     settings do
 * @param rampMicros when the last slow start began; 0: never
 */
record Pace(double limitPerSecond, long rampMicros) {

  /** Nothing holds the queue back. */
  static final Pace FREE = new Pace(0, 0);

  /** A queue that has dispatched nothing for so long starts slowly again. */
  static final long IDLE_MICROS = 60 * Micros.PER_SECOND;

  private static final double RAMP_START = 0.1;

  /** Below this a slow start would never get going. */
  private static final double SLOWEST_RAMP_PER_SECOND = 1;

  /** The rate in dispatches per second at a time. */
  double ratePerSecond(QueueSettings settings, long atMicros) {
    double rate = settings.maxDispatchesPerSecond();
    if (protects(settings)) {
      rate = Math.min(rate, limitPerSecond);
    }
    return Math.min(rate, rampPerSecond(settings, atMicros));
  }

  /** The capacity of the bucket at a time, in dispatches. */
  int burst(QueueSettings settings, long atMicros) {
    double share = ratePerSecond(settings, atMicros) / settings.maxDispatchesPerSecond();
    return share >= 1
        ? settings.maxBurstSize()
        : (int) Math.max(1, settings.maxBurstSize() * share);
  }

  /** A bucket as it is now. */
  TokenBucket refilled(TokenBucket bucket, QueueSettings settings, long nowMicros) {
    return bucket.refilled(
        ratePerSecond(settings, bucket.atMicros()), burst(settings, nowMicros), nowMicros);
  }

  /** The pace after the time since tokens were last taken: after a rest a slow start begins. */
  Pace after(TokenBucket bucket, QueueSettings settings, long nowMicros) {
    boolean rested = nowMicros - bucket.atMicros() >= IDLE_MICROS;
    boolean leftByAClockAhead = rampMicros > nowMicros;
    return rested || leftByAClockAhead ? restarted(settings, nowMicros) : this;
  }

  boolean protects(QueueSettings settings) {
    return settings.targetProtection()
        && limitPerSecond > 0
        && limitPerSecond < settings.maxDispatchesPerSecond();
  }

  boolean ramps(QueueSettings settings, long atMicros) {
    return rampPerSecond(settings, atMicros) < settings.maxDispatchesPerSecond();
  }

  Pace limitedTo(double perSecond) {
    return new Pace(perSecond, rampMicros);
  }

  /** The pace when a slow start begins now, if the queue has one. */
  Pace restarted(QueueSettings settings, long nowMicros) {
    return settings.slowStart().isZero() ? this : new Pace(limitPerSecond, nowMicros);
  }

  private double rampPerSecond(QueueSettings settings, long atMicros) {
    long lengthMicros = Micros.of(settings.slowStart());
    long sinceMicros = atMicros - rampMicros;
    if (lengthMicros == 0 || sinceMicros >= lengthMicros) {
      return Double.POSITIVE_INFINITY;
    }
    double share = RAMP_START + (1 - RAMP_START) * Math.max(0, sinceMicros) / lengthMicros;
    return Math.max(SLOWEST_RAMP_PER_SECOND, settings.maxDispatchesPerSecond() * share);
  }
}
