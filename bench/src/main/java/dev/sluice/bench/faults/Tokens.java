package dev.sluice.bench.faults;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What a token bucket would have said of a series of times. */
final class Tokens {

  private Tokens() {}

  static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }

  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  /** By how many tokens a bucket was overdrawn at worst; times in order. */
  static double overdrawn(List<Long> timesMicros, double perSecond, int burst) {
    double level = burst;
    double worst = 0;
    long last = timesMicros.isEmpty() ? 0 : timesMicros.getFirst();
    for (long time : timesMicros) {
      level = Math.min(burst, level + (time - last) * perSecond / 1e6) - 1;
      last = time;
      worst = Math.max(worst, -level);
    }
    return worst;
  }
}
