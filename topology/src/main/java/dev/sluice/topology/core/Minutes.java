package dev.sluice.topology.core;

/**
 * How often something happened in the last minute, by two counts that are kept.
 *
 * @param minute minutes since the epoch
 * @param count how often in that minute
 * @param before how often in the one before
 */
record Minutes(long minute, long count, long before) {

  static final Minutes NONE = new Minutes(0, 0, 0);

  private static final long MINUTE_MICROS = 60 * Micros.PER_SECOND;

  Minutes counted(long nowMicros) {
    Minutes now = at(nowMicros);
    return new Minutes(now.minute, now.count + 1, now.before);
  }

  /** An estimate: the minute before is taken to have been even. */
  long lastMinute(long nowMicros) {
    Minutes now = at(nowMicros);
    double left = 1 - (double) Math.floorMod(nowMicros, MINUTE_MICROS) / MINUTE_MICROS;
    return now.count + Math.round(now.before * left);
  }

  private Minutes at(long nowMicros) {
    long current = Math.floorDiv(nowMicros, MINUTE_MICROS);
    if (current <= minute) {
      return this;
    }
    return new Minutes(current, 0, current == minute + 1 ? count : 0);
  }
}
