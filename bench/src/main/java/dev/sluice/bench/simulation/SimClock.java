package dev.sluice.bench.simulation;

/**
 * True time. Actors have clocks of their own, made from it: schedulers a wall clock that was right
 * or wrong when they started, workers a monotonic one with a beginning of its own.
 */
final class SimClock {

  static final long START_MICROS = 1_767_225_600_000_000L;

  private long micros = START_MICROS;

  long nowMicros() {
    return micros;
  }

  long sinceStartMicros() {
    return micros - START_MICROS;
  }

  void advance(long byMicros) {
    micros += byMicros;
  }
}
