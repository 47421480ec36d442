package dev.sluice.delivery.core;

import java.util.HashMap;
import java.util.Map;

/**
 * A worker's contact with one scheduler partition: when it last spoke there, and whether it was
 * heard. Ages count from the moment a report was taken, which is before its log time, so a worker
 * always believes itself older than the scheduler does.
 */
final class Contact {

  final int partition;

  private boolean urgent = true;
  private boolean unanswered;
  private boolean saidSomething;
  private boolean taken;
  private long takenNanos;
  private boolean heard;
  private long heardNanos;
  private final Map<Integer, Integer> told = new HashMap<>();

  Contact(int partition) {
    this.partition = partition;
  }

  void speakSoon() {
    urgent = true;
  }

  boolean isFresh(long nowNanos) {
    return heard && nowNanos - heardNanos <= Durations.FRESH_FOR_NANOS;
  }

  boolean isCutOff(long nowNanos) {
    return heard && nowNanos - heardNanos >= Durations.CUT_OFF_AFTER_NANOS;
  }

  /** Whether neither the last acknowledged Holdings nor the receipt is younger than the limit. */
  boolean isStaleFor(HeldAttempt attempt, long nowNanos) {
    return !isFresh(nowNanos) && nowNanos - attempt.receivedNanos > Durations.FRESH_FOR_NANOS;
  }

  /** A report is due; never two unanswered ones, so that an outage leaves one in the producer. */
  boolean isDue(long nowNanos) {
    return !unanswered
        && (urgent || !taken || nowNanos - takenNanos >= Durations.HOLDINGS_EVERY_NANOS);
  }

  boolean hasSaidSomething() {
    return saidSomething;
  }

  void took(HoldingsReport report) {
    urgent = false;
    unanswered = true;
    taken = true;
    takenNanos = report.takenNanos();
    saidSomething = !report.isEmpty();
    told.clear();
    report.owned().forEach(one -> told.put(one.lane(), one.creditCount()));
    report
        .held()
        .forEach(one -> told.computeIfPresent(one.lane(), (_, n) -> n + one.sequences().size()));
  }

  void acknowledged(long reportTakenNanos) {
    unanswered = false;
    if (!heard || reportTakenNanos - heardNanos > 0) {
      heard = true;
      heardNanos = reportTakenNanos;
    }
  }

  void failed() {
    unanswered = false;
    urgent = true;
    saidSomething = true;
  }

  /** The room the last report gave a lane, held attempts included; -1 if it did not own it. */
  int lastToldCapacity(int lane) {
    return told.getOrDefault(lane, -1);
  }
}
