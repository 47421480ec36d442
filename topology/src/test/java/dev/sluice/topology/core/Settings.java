package dev.sluice.topology.core;

import java.time.Duration;

/** Queue settings for tests: Google's defaults, changed one by one. */
public final class Settings {

  private double rate = 500;
  private int burst = 100;
  private int concurrent = 1000;
  private int attempts = 100;
  private Duration retryDuration = Duration.ZERO;
  private Duration minBackoff = Duration.ofMillis(100);
  private Duration maxBackoff = Duration.ofHours(1);
  private int doublings = 16;
  private Duration tombstoneTtl = Duration.ofHours(1);
  private Duration taskTtl = Duration.ofDays(31);
  private double sampling;
  private TargetSettings target = TargetSettings.NONE;
  private boolean protection;
  private Duration slowStart = Duration.ZERO;
  private Budget budget = Budget.INHERITED;

  public static Settings defaults() {
    return new Settings();
  }

  public Settings rate(double perSecond, int burstSize) {
    rate = perSecond;
    burst = burstSize;
    return this;
  }

  public Settings concurrent(int most) {
    concurrent = most;
    return this;
  }

  public Settings attempts(int most) {
    attempts = most;
    return this;
  }

  public Settings retryDuration(Duration most) {
    retryDuration = most;
    return this;
  }

  public Settings backoff(Duration min, Duration max, int maxDoublings) {
    minBackoff = min;
    maxBackoff = max;
    doublings = maxDoublings;
    return this;
  }

  public Settings tombstoneTtl(Duration ttl) {
    tombstoneTtl = ttl;
    return this;
  }

  public Settings taskTtl(Duration ttl) {
    taskTtl = ttl;
    return this;
  }

  public Settings sampling(double ratio) {
    sampling = ratio;
    return this;
  }

  public Settings target(TargetSettings changed) {
    target = changed;
    return this;
  }

  public Settings targetProtection() {
    protection = true;
    return this;
  }

  public Settings slowStart(Duration length) {
    slowStart = length;
    return this;
  }

  public Settings budget(long tasks, long bytes) {
    budget = new Budget(tasks, bytes);
    return this;
  }

  public QueueSettings build() {
    return new QueueSettings(
        rate,
        burst,
        concurrent,
        attempts,
        retryDuration,
        minBackoff,
        maxBackoff,
        doublings,
        tombstoneTtl,
        taskTtl,
        sampling,
        target,
        protection,
        slowStart,
        budget);
  }
}
