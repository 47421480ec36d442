package dev.sluice.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** Puts load on a Sluice and says what came of it. */
final class Load {

  private static final int BODY_BYTES = 1024;
  private static final int WINDOW = 512;
  private static final Duration ARRIVAL_LIMIT = Duration.ofMinutes(3);

  private final SluiceUnderTest sluice;

  Load(SluiceUnderTest sluice) {
    this.sluice = sluice;
  }

  /** What a run measured. */
  record Result(
      int tasks,
      int failed,
      int duplicates,
      int wrong,
      Duration wall,
      Duration cpu,
      Histogram latencyMicros) {

    double tasksPerSecond() {
      return tasks / (wall.toNanos() / 1e9);
    }

    double cpuSecondsPer1000() {
      return cpu.toNanos() / 1e6 / tasks;
    }

    String latency() {
      return String.format(
          Locale.ROOT,
          "p50 %.1f ms, p90 %.1f ms, p99 %.1f ms, max %.1f ms",
          millis(50),
          millis(90),
          millis(99),
          latencyMicros.getMaxValue() / 1e3);
    }

    private double millis(double percentile) {
      return latencyMicros.getValueAtPercentile(percentile) / 1e3;
    }
  }

  /** Creates tasks as fast as they are accepted, and waits until all have arrived. */
  Result asFastAsPossible(String queueId, int tasks, int concurrency) throws Exception {
    try (Target target = new Target(tasks);
        Creator creator = new Creator(sluice.port(), WINDOW)) {
      String queue = creator.createQueue(queueId, concurrency);
      Duration cpuBefore = sluice.figures().cpu();
      long startNanos = System.nanoTime();
      for (int i = 0; i < tasks; i++) {
        byte[] body = Body.of(i, System.nanoTime(), BODY_BYTES);
        creator.create(queue, target.url(), body, Optional.empty());
      }
      return finish(target, creator, startNanos, cpuBefore);
    }
  }

  /** Creates tasks at a fixed rate, whatever becomes of them; latency counts from the plan. */
  Result atRate(String queueId, int ratePerSecond, Duration length) throws Exception {
    int tasks = Math.toIntExact(ratePerSecond * length.toSeconds());
    try (Target target = new Target(tasks);
        Creator creator = new Creator(sluice.port(), WINDOW)) {
      String queue = creator.createQueue(queueId, 1000);
      Duration cpuBefore = sluice.figures().cpu();
      long startNanos = System.nanoTime();
      for (int i = 0; i < tasks; i++) {
        long plannedNanos = startNanos + i * 1_000_000_000L / ratePerSecond;
        waitUntil(plannedNanos);
        byte[] body = Body.of(i, plannedNanos, BODY_BYTES);
        creator.create(queue, target.url(), body, Optional.empty());
      }
      return finish(target, creator, startNanos, cpuBefore);
    }
  }

  /** Creates tasks that are due tomorrow. */
  void pending(String queueId, int tasks) throws Exception {
    Instant tomorrow = Instant.now().plus(Duration.ofDays(1));
    try (Creator creator = new Creator(sluice.port(), WINDOW)) {
      String queue = creator.createQueue(queueId, 1000);
      for (int i = 0; i < tasks; i++) {
        byte[] body = Body.of(i, 0, BODY_BYTES);
        creator.create(queue, "http://127.0.0.1:9/never", body, Optional.of(tomorrow));
      }
      creator.drain();
      if (creator.failed() > 0) {
        throw new IllegalStateException(creator.failed() + " creates failed");
      }
    }
  }

  private Result finish(Target target, Creator creator, long startNanos, Duration cpuBefore)
      throws InterruptedException {
    creator.drain();
    int expected = creator.created();
    long limitNanos = System.nanoTime() + ARRIVAL_LIMIT.toNanos();
    while (target.distinct() < expected && System.nanoTime() < limitNanos) {
      LockSupport.parkNanos(1_000_000);
    }
    Duration wall = Duration.ofNanos(System.nanoTime() - startNanos);
    if (target.distinct() < expected) {
      throw new IllegalStateException(
          "arrived: " + target.distinct() + " (expected: " + expected + ")");
    }
    return new Result(
        expected,
        creator.failed(),
        target.duplicates(),
        target.wrong(),
        wall,
        sluice.figures().cpu().minus(cpuBefore),
        target.latencyMicros());
  }

  private static void waitUntil(long nanos) {
    long left = nanos - System.nanoTime();
    while (left > 0) {
      LockSupport.parkNanos(left);
      left = nanos - System.nanoTime();
    }
  }
}
