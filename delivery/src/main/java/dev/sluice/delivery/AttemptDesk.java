package dev.sluice.delivery;

import dev.sluice.delivery.core.Action;
import dev.sluice.delivery.core.AttemptEnd;
import dev.sluice.delivery.core.AttemptKey;
import dev.sluice.delivery.core.FailureRules;
import dev.sluice.delivery.core.HoldingsReport;
import dev.sluice.delivery.core.Worker;
import dev.sluice.delivery.core.WorkerLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The core with its lock, and the attempts it speaks of. The lock is held only while the core
 * decides; what it decides is carried out afterwards, so no call to Kafka or a target is made under
 * it.
 */
final class AttemptDesk {

  private static final Logger log = LoggerFactory.getLogger(AttemptDesk.class);

  private final ReentrantLock lock = new ReentrantLock();
  private final Worker worker;
  private final Map<AttemptKey, RunningAttempt> attempts = new ConcurrentHashMap<>();
  private final WorkerSettings settings;
  private final WorkerLimits limits;
  private final OutcomeProducer producer;
  private final AttemptRunner runner;
  private final WorkerMetrics metrics;

  AttemptDesk(WorkerSettings settings, OutcomeProducer producer, AttemptRunner runner) {
    this.settings = settings;
    this.limits =
        new WorkerLimits(
            settings.capacity().maxInFlight(),
            settings.capacity().maxBytes(),
            settings.cluster().lanesPerPartition());
    this.worker = new Worker(limits);
    this.producer = producer;
    this.runner = runner;
    this.metrics =
        new WorkerMetrics(
            settings.surroundings().meters(),
            () -> ask(Worker::runningCount),
            () -> ask(Worker::heldCount));
  }

  WorkerMetrics metrics() {
    return metrics;
  }

  /** Asks the core something, under the lock. */
  <T> T ask(Function<Worker, T> question) {
    lock.lock();
    try {
      return question.apply(worker);
    } finally {
      lock.unlock();
    }
  }

  /** Lets the core decide, then carries it out. */
  void act(Function<Worker, List<Action>> decision) {
    perform(ask(decision));
  }

  /** What was read is committed: it may start. */
  void committed(Collection<RunningAttempt> received) {
    received.forEach(one -> attempts.put(one.key(), one));
    act(worker -> worker.commitAcknowledged(nowNanos()));
  }

  /** One turn of the protocol's clock: what time has run out for, and the reports that are due. */
  void turn() {
    act(worker -> worker.tick(nowNanos()));
    producer.repeat();
    for (HoldingsReport report : ask(worker -> worker.holdings(nowNanos()))) {
      producer.writeHoldings(
          report.partition(),
          settings.identity().workerId(),
          HoldingsRecords.of(report, settings.identity()),
          () -> act(worker -> worker.holdingsAcknowledged(report, nowNanos())),
          () -> failed(report));
    }
  }

  private void failed(HoldingsReport report) {
    lock.lock();
    try {
      worker.holdingsFailed(report);
    } finally {
      lock.unlock();
    }
  }

  private void perform(List<Action> actions) {
    int abandoned = 0;
    int cancelled = 0;
    for (Action action : actions) {
      RunningAttempt attempt = attempts.get(action.attempt());
      if (attempt == null) {
        // Decided before another thread's decision ended it, and answered since.
        continue;
      }
      switch (action) {
        case Action.Start _ -> start(attempt);
        case Action.Abandon(AttemptKey _, String reason) -> {
          abandoned++;
          stop(attempt, AttemptEnd.failed(AttemptEnd.Kind.ABANDONED, reason));
        }
        case Action.Cancel(AttemptKey _, String reason) -> {
          cancelled++;
          stop(attempt, AttemptEnd.failed(AttemptEnd.Kind.CONNECTION_FAILED, reason));
        }
        case Action.Overdue _ -> {
          log.warn(
              "event=attempt_overdue task={} lane={} sequence={}",
              attempt.dispatch().getTaskName(),
              action.attempt().lane(),
              action.attempt().sequence());
          stop(attempt, FailureRules.deadlineExceeded(deadline(attempt)));
        }
      }
    }
    if (abandoned + cancelled > 0) {
      log.warn("event=attempts_given_up abandoned={} cancelled={}", abandoned, cancelled);
    }
  }

  private void start(RunningAttempt attempt) {
    Thread.ofVirtual().name("attempt-", attempt.key().sequence()).start(() -> run(attempt));
  }

  private void run(RunningAttempt attempt) {
    Instant now = now();
    attempt.startedAt(now);
    metrics.started(Duration.between(attempt.dispatch().getScheduleTime(), now));
    AttemptKey key = attempt.key();
    AttemptEnd end = runner.run(attempt, () -> ask(worker -> worker.maySend(key, nowNanos())));
    if (ask(worker -> worker.end(key))) {
      write(attempt, end);
    }
  }

  private void stop(RunningAttempt attempt, AttemptEnd end) {
    attempt.cancel();
    write(attempt, end);
  }

  private void write(RunningAttempt attempt, AttemptEnd end) {
    Instant now = now();
    metrics.ended(end, Duration.between(attempt.startTimeOr(now), now));
    AttemptKey key = attempt.key();
    producer.writeOutcome(
        limits.partitionOf(key.lane()),
        attempt.dispatch().getTaskName(),
        attempt.outcome(end, settings.identity().workerId(), now),
        () -> acknowledged(key));
  }

  private void acknowledged(AttemptKey key) {
    lock.lock();
    try {
      worker.outcomeAcknowledged(key);
      attempts.remove(key);
    } finally {
      lock.unlock();
    }
  }

  long nowNanos() {
    return settings.surroundings().nanoTime().getAsLong();
  }

  private Instant now() {
    return settings.surroundings().wall().instant();
  }

  private static Duration deadline(RunningAttempt attempt) {
    return Duration.ofMillis(attempt.dispatch().getTask().getDispatchDeadlineMillis());
  }
}
