package dev.sluice.standalone.up;

import dev.sluice.topology.MicroClock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * Time as the roles see it. What must not be changed by anybody, as leases and timeouts, goes by
 * the machine's monotonic clock.
 *
 * @param scheduler what tasks are due by
 * @param wall what API servers and workers write down
 */
record Clocks(MicroClock scheduler, InstantSource wall) {

  /** The machine's. */
  static Clocks system() {
    return new Clocks(MicroClock.system(), InstantSource.system());
  }

  /** The scheduler's time, for workers beside it. */
  InstantSource due() {
    return () -> Instant.EPOCH.plus(scheduler.nowMicros(), ChronoUnit.MICROS);
  }
}
