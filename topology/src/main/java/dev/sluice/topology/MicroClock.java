package dev.sluice.topology;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The scheduler's time, in microseconds since the epoch; never goes back. */
@FunctionalInterface
public interface MicroClock {

  /** Returns the time now. */
  long nowMicros();

  /**
   * Returns a clock that reads the wall clock once and then counts nanoseconds, so that steps of
   * the wall clock neither hold tasks back nor let a burst out.
   */
  static MicroClock system() {
    long startMicros = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    long startNanos = System.nanoTime();
    return () -> startMicros + (System.nanoTime() - startNanos) / 1000;
  }
}
