package dev.sluice.delivery.core;

import java.util.concurrent.TimeUnit;

/** The times of the delivery protocol (design section 5), in nanoseconds. */
final class Durations {

  /** How often Holdings are written. */
  static final long HOLDINGS_EVERY_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** Age of the last acknowledged Holdings from which on nothing is started. */
  static final long FRESH_FOR_NANOS = TimeUnit.SECONDS.toNanos(5);

  /** Age of the last acknowledged Holdings from which on running requests are cancelled. */
  static final long CUT_OFF_AFTER_NANOS = TimeUnit.SECONDS.toNanos(10);

  /** How long an attempt waits here for the one before it. */
  static final long FOLLOWS_WITHIN_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** How long after its deadline an attempt is reported whatever its thread does. */
  static final long OVERDUE_AFTER_NANOS = TimeUnit.SECONDS.toNanos(60);

  private Durations() {}

  /** Saturates instead of overflowing. */
  static long nanosOfMillis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
