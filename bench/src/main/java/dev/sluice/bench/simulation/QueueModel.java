package dev.sluice.bench.simulation;

import dev.sluice.topology.core.Coordinates;
import dev.sluice.topology.core.QueueSettings;
import dev.sluice.topology.core.QueueSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A queue as the rules say it is. */
final class QueueModel {

  /** A name that is taken though its task is gone. */
  record Tombstone(long expiryMicros, Coordinates incarnation) {}

  private static final double ROUNDING = 1e-6;

  final String name;
  final long createMicros;
  final Map<String, TaskModel> living = new TreeMap<>();
  final Map<String, Tombstone> tombstones = new TreeMap<>();
  QueueSettings settings;
  boolean running = true;
  long purgeMicros;

  private double tokens;
  private long tokensAtMicros;

  /** Rate and burst that may be counted on for a little while after a change. */
  private double easedRate;

  private int easedBurst;
  private long easedUntilMicros;

  /** Times to come for which tokens are taken, the first one first. */
  private final List<Long> taken = new ArrayList<>();

  QueueModel(String name, QueueSettings settings, long nowMicros) {
    this.name = name;
    this.settings = settings;
    this.createMicros = nowMicros;
    this.tokens = settings.maxBurstSize();
    this.tokensAtMicros = nowMicros;
  }

  QueueSnapshot snapshot() {
    return new QueueSnapshot(
        name,
        settings,
        running ? QueueSnapshot.State.RUNNING : QueueSnapshot.State.PAUSED,
        createMicros,
        purgeMicros);
  }

  /** A time that lies ahead, left by another clock, is set to now (design section 4). */
  void noteClock(long nowMicros, long aheadMicros) {
    if (tokensAtMicros > nowMicros
        || (!taken.isEmpty() && taken.getLast() > nowMicros + aheadMicros)) {
      passTo(Long.MAX_VALUE);
      tokensAtMicros = nowMicros;
      easedUntilMicros = Math.min(easedUntilMicros, nowMicros);
    }
  }

  /** Takes a token for a time; returns false if one that is taken is not there at its time. */
  boolean takeToken(long startMicros, long nowMicros) {
    passTo(nowMicros);
    taken.add(startMicros);
    taken.sort(null);
    double level = tokens;
    long atMicros = tokensAtMicros;
    for (long nextMicros : taken) {
      level = refilled(level, atMicros, nextMicros) - 1;
      atMicros = nextMicros;
      if (level < -ROUNDING) {
        return false;
      }
    }
    return true;
  }

  /** Until the last time that a token is taken for, what held before may be counted on. */
  void change(QueueSettings changed, long nowMicros) {
    passTo(nowMicros);
    boolean stillEased = nowMicros < easedUntilMicros;
    double oldRate = stillEased ? easedRate : settings.maxDispatchesPerSecond();
    int oldBurst = stillEased ? easedBurst : settings.maxBurstSize();
    easedRate = Math.max(oldRate, changed.maxDispatchesPerSecond());
    easedBurst = Math.max(oldBurst, changed.maxBurstSize());
    easedUntilMicros = taken.isEmpty() ? nowMicros : taken.getLast();
    settings = changed;
    if (taken.isEmpty()) {
      tokens = Math.min(tokens, changed.maxBurstSize());
    }
  }

  private void passTo(long micros) {
    while (!taken.isEmpty() && taken.getFirst() <= micros) {
      long nextMicros = taken.removeFirst();
      tokens = refilled(tokens, tokensAtMicros, nextMicros) - 1;
      tokensAtMicros = Math.max(tokensAtMicros, nextMicros);
    }
    if (micros != Long.MAX_VALUE) {
      tokens = refilled(tokens, tokensAtMicros, micros);
      tokensAtMicros = Math.max(tokensAtMicros, micros);
    }
  }

  private double refilled(double level, long fromMicros, long toMicros) {
    long easedMicros = Math.clamp(toMicros, fromMicros, Math.max(fromMicros, easedUntilMicros));
    double eased =
        easedMicros == fromMicros
            ? level
            : Math.min(easedBurst, level + gained(easedRate, easedMicros - fromMicros));
    return toMicros <= easedMicros
        ? eased
        : Math.min(
            settings.maxBurstSize(),
            eased + gained(settings.maxDispatchesPerSecond(), toMicros - easedMicros));
  }

  private static double gained(double ratePerSecond, long micros) {
    return micros * ratePerSecond / 1e6;
  }

  boolean nameIsTaken(String taskId, long nowMicros) {
    Tombstone tombstone = tombstones.get(taskId);
    return tombstone != null && tombstone.expiryMicros() > nowMicros;
  }

  /** Ends a task; its name stays taken from a time on. */
  void end(TaskModel task, TaskModel.Fate fate, long sinceMicros, long nowMicros) {
    living.remove(task.id);
    task.fate = fate;
    bury(task.id, task.incarnation, task.generatedName, sinceMicros, nowMicros);
  }

  void bury(
      String taskId,
      Coordinates incarnation,
      boolean generatedName,
      long sinceMicros,
      long nowMicros) {
    long expiryMicros = sinceMicros + settings.tombstoneTtl().toNanos() / 1000;
    if (!generatedName && expiryMicros > nowMicros) {
      tombstones.put(taskId, new Tombstone(expiryMicros, incarnation));
    }
  }
}
