package dev.sluice.schemas;

import java.time.Duration;

/**
 * How much one task or queue may ask for; settings of an installation.
 *
 * @param maxTaskBytes size of a task in {@link AvroCodec}'s encoding, in bytes
 * @param scheduleHorizon how far ahead a task may be scheduled
 * @param maxDispatchesPerSecond highest rate a queue may have, in attempts per second
 * @param maxConcurrentDispatches most attempts a queue may have in flight
 */
public record Limits(
    int maxTaskBytes,
    Duration scheduleHorizon,
    double maxDispatchesPerSecond,
    int maxConcurrentDispatches) {

  /** What holds unless it is set otherwise. */
  public static final Limits WIDE =
      new Limits(2 * 1024 * 1024, Duration.ofDays(3650), 100_000, 100_000);

  /** What Google's service allows (spec sections 1.3 and 2.1). */
  public static final Limits STRICT = new Limits(1_048_569, Duration.ofDays(30), 500, 5_000);

  /**
   * Checks that each is positive.
   *
   * @throws IllegalArgumentException if one is not
   */
  public Limits {
    check("maxTaskBytes", maxTaskBytes);
    if (scheduleHorizon.isNegative() || scheduleHorizon.isZero()) {
      throw new IllegalArgumentException(
          "scheduleHorizon: " + scheduleHorizon + " (expected: > 0)");
    }
    check("maxDispatchesPerSecond", maxDispatchesPerSecond);
    check("maxConcurrentDispatches", maxConcurrentDispatches);
  }

  private static void check(String name, double value) {
    if (!(value > 0)) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: > 0)");
    }
  }
}
