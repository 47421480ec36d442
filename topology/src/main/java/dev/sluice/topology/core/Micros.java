package dev.sluice.topology.core;

import java.time.Duration;

/** Arithmetic on microseconds that ends at the largest value instead of wrapping around. */
final class Micros {

  static final long NEVER = Long.MAX_VALUE;
  static final long PER_MILLI = 1_000;
  static final long PER_SECOND = 1_000_000;

  private static final long LONGEST_SECONDS = Long.MAX_VALUE / PER_SECOND - 1;

  private Micros() {}

  static long of(Duration duration) {
    if (duration.getSeconds() > LONGEST_SECONDS) {
      return NEVER;
    }
    return duration.getSeconds() * PER_SECOND + duration.getNano() / 1_000;
  }

  static long ofMillis(long millis) {
    return multiply(millis, PER_MILLI);
  }

  /** Adds two numbers of which neither is negative. */
  static long add(long a, long b) {
    long sum = a + b;
    return sum < 0 ? NEVER : sum;
  }

  /** Multiplies two numbers of which neither is negative. */
  static long multiply(long a, long b) {
    if (b != 0 && a > Long.MAX_VALUE / b) {
      return NEVER;
    }
    return a * b;
  }
}
