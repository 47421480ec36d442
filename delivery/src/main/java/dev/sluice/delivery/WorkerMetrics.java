package dev.sluice.delivery;

import dev.sluice.delivery.core.AttemptEnd;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/** What a worker counts; names are part of the contract with dashboards. */
final class WorkerMetrics {

  private final MeterRegistry meters;
  private final Timer lateness;
  private final Counter unreadable;
  private final Counter skipped;
  private final Counter failedCommits;
  private final Map<String, Ended> ended = new ConcurrentHashMap<>();

  private record Ended(Counter count, Timer duration) {}

  WorkerMetrics(MeterRegistry meters, IntSupplier inFlight, IntSupplier held) {
    this.meters = meters;
    this.lateness =
        Timer.builder("sluice.attempt.lateness")
            .description("From an attempt's schedule time to its start")
            .register(meters);
    this.unreadable =
        Counter.builder("sluice.dispatches.unreadable")
            .description("Records on the dispatches topic that could not be read")
            .register(meters);
    this.skipped =
        Counter.builder("sluice.dispatches.skipped")
            .description("Dispatches that were received before, here or elsewhere")
            .register(meters);
    this.failedCommits =
        Counter.builder("sluice.worker.commits.failed")
            .description("Commits that failed, so that nothing of them was started")
            .register(meters);
    // As suppliers they are held; as objects with a function they would be collected.
    Gauge.builder("sluice.attempts.in.flight", inFlight::getAsInt)
        .description("Attempts that are running")
        .register(meters);
    Gauge.builder("sluice.attempts.held", held::getAsInt)
        .description("Attempts whose outcome Kafka has not acknowledged yet")
        .register(meters);
  }

  void started(Duration late) {
    lateness.record(late.isNegative() ? Duration.ZERO : late);
  }

  void ended(AttemptEnd end, Duration took) {
    // Asking the registry means making the tags and sorting them, each time.
    Ended meter = ended.computeIfAbsent(end.label(), this::ended);
    meter.count().increment();
    meter.duration().record(took);
  }

  private Ended ended(String label) {
    return new Ended(
        meters.counter("sluice.attempts", "outcome", label),
        meters.timer("sluice.attempt.duration", "outcome", label));
  }

  void unreadable() {
    unreadable.increment();
  }

  void skipped() {
    skipped.increment();
  }

  void commitFailed() {
    failedCommits.increment();
  }
}
