package dev.sluice.topology;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/** The scheduler's time, in microseconds since the epoch; never goes back. */
@FunctionalInterface
public interface MicroClock {

  /** Returns the time now. */
  long nowMicros();

  /**
   * Returns a time that goes on even while this clock stands still, in microseconds since whenever:
   * for how long something took or may take.
   */
  default long elapsedMicros() {
    return nowMicros();
  }

  /**
   * Returns a clock that counts nanoseconds and follows the wall clock without ever going back.
   *
   * <ul>
   *   <li>Behind the wall clock by more than 1 s, as after a suspend, it jumps to it.
   *   <li>Ahead of it by up to 1 min, it stands still until the wall clock has caught up.
   *   <li>Ahead by more, as after a large step back, it runs at 9/10 of its speed until that is
   *       down to 1 min: a scheduler that stood still for hours would be worse than one that is
   *       early by a wall clock that was wrong.
   * </ul>
   */
  static MicroClock system() {
    return following(
        () -> ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()), System::nanoTime);
  }

  /**
   * Returns a clock as {@link #system} from other sources; safe for use by several threads.
   *
   * @param wallMicros the wall clock, in microseconds since the epoch
   * @param nanoTime a time that only grows, in nanoseconds since whenever
   */
  static MicroClock following(LongSupplier wallMicros, LongSupplier nanoTime) {
    return new FollowingClock(wallMicros, nanoTime);
  }
}
