package dev.sluice.bench.simulation;

import dev.sluice.topology.core.Coordinates;
import dev.sluice.topology.core.QueueSettings;
import dev.sluice.topology.core.QueueSnapshot;
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
  void noteClock(long nowMicros) {
    tokensAtMicros = Math.min(tokensAtMicros, nowMicros);
  }

  /** Takes a token; returns false if there is none. */
  boolean takeToken(long nowMicros) {
    refill(nowMicros);
    tokens -= 1;
    return tokens >= -ROUNDING;
  }

  void change(QueueSettings changed, long nowMicros) {
    refill(nowMicros);
    settings = changed;
    tokens = Math.min(tokens, changed.maxBurstSize());
  }

  private void refill(long nowMicros) {
    double gained = Math.max(0, nowMicros - tokensAtMicros) * settings.maxDispatchesPerSecond();
    tokens = Math.min(settings.maxBurstSize(), tokens + gained / 1e6);
    tokensAtMicros = nowMicros;
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
