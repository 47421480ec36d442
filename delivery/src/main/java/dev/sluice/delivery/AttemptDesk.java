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
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * The core with its lock, and the attempts it speaks of. The lock is held only while the core
 * decides; what it decides is carried out afterwards, so no call to Kafka or a target is made under
 * it.
 */
final class AttemptDesk {

  private static final Logger log = LoggerFactory.getLogger(AttemptDesk.class);

  private static final String ERROR_INSIDE = "error in the worker, see its log";

  private final ReentrantLock lock = new ReentrantLock();
  private final Worker worker;
  private final Map<AttemptKey, RunningAttempt> attempts = new ConcurrentHashMap<>();
  private final WorkerSettings settings;
  private final WorkerLimits limits;
  private final OutcomeProducer producer;
  private final AttemptRunner runner;
  private final WorkerMetrics metrics;
  private final Queue<Owed> owed = new ConcurrentLinkedQueue<>();

  /** An attempt that has ended, but whose outcome could not be handed to the producer. */
  private record Owed(RunningAttempt attempt, AttemptEnd end) {}

  AttemptDesk(WorkerSettings settings, OutcomeProducer producer, AttemptRunner runner) {
    this.settings = settings;
    this.limits =
        new WorkerLimits(
            settings.capacity().maxInFlight(),
            settings.capacity().maxBytes(),
            settings.cluster().partitions());
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
    for (int left = owed.size(); left > 0; left--) {
      Owed next = owed.remove();
      write(next.attempt(), next.end());
    }
    producer.repeat();
    ask(worker -> worker.holdings(nowNanos())).forEach(this::report);
  }

  private void report(HoldingsReport report) {
    try {
      producer.writeHoldings(
          report.partition(),
          settings.identity().workerId(),
          HoldingsRecords.of(report, settings.identity()),
          () -> act(worker -> worker.holdingsAcknowledged(report, nowNanos())),
          () -> failed(report));
    } catch (RuntimeException e) {
      // A report nobody answers for would be waited for instead of the next one; the other
      // partitions' reports are due all the same.
      failed(report);
      log.error("event=holdings_failed partition={}", report.partition(), e);
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
    // Giving back what was in store too long is everyday's work, and is counted; requests that are
    // cut off are not.
    if (abandoned + cancelled > 0) {
      log.atLevel(cancelled > 0 ? Level.WARN : Level.DEBUG)
          .log("event=attempts_given_up abandoned={} cancelled={}", abandoned, cancelled);
    }
  }

  private void start(RunningAttempt attempt) {
    try {
      Thread.ofVirtual().name("attempt-", attempt.key().sequence()).start(() -> run(attempt));
    } catch (RuntimeException | Error e) {
      logFailure("attempt_not_started", attempt, e);
      end(attempt, AttemptEnd.failed(AttemptEnd.Kind.CONNECTION_FAILED, ERROR_INSIDE));
    }
  }

  private void run(RunningAttempt attempt) {
    end(attempt, send(attempt));
  }

  private void end(RunningAttempt attempt, AttemptEnd end) {
    AttemptKey key = attempt.key();
    ask(worker -> worker.end(key, nowNanos()))
        .ifPresent(next -> {
          perform(next);
          finish(attempt, end);
        });
  }

  private AttemptEnd send(RunningAttempt attempt) {
    AttemptKey key = attempt.key();
    try {
      if (attempt.isAhead()) {
        awaitItsTime(attempt);
      }
      Instant now = now();
      attempt.startedAt(now);
      metrics.started(Duration.between(attempt.dispatch().getScheduleTime(), now));
      return runner.run(attempt, () -> ask(worker -> worker.maySend(key, nowNanos())));
    } catch (RuntimeException | Error e) {
      logFailure("attempt_failed_inside", attempt, e);
      return AttemptEnd.failed(AttemptEnd.Kind.CONNECTION_FAILED, ERROR_INSIDE);
    }
  }

  private void awaitItsTime(RunningAttempt attempt) {
    Instant now = settings.surroundings().due().instant();
    long startNanos = nowNanos() + attempt.untilItsTime(now).toNanos();
    for (long left = startNanos - nowNanos(); left > 0; left = startNanos - nowNanos()) {
      LockSupport.parkNanos(left);
    }
  }

  /**
   * Stops an attempt; a response whose status line was read decides, though its body breaks off.
   */
  private void stop(RunningAttempt attempt, AttemptEnd withoutResponse) {
    AttemptEnd end = withoutResponse;
    try {
      attempt.cancel();
      end = attempt.response(settings.surroundings().wall()).orElse(withoutResponse);
    } catch (RuntimeException | Error e) {
      logFailure("cancelling_failed", attempt, e);
    }
    finish(attempt, end);
  }

  /** To be called once for each attempt, after the core has ended it. Never fails. */
  private void finish(RunningAttempt attempt, AttemptEnd end) {
    try {
      Instant now = now();
      metrics.ended(end, Duration.between(attempt.startTimeOr(now), now));
    } catch (RuntimeException | Error e) {
      // What is counted wrong must not make a delivered task be delivered again.
      logFailure("attempt_not_counted", attempt, e);
    }
    write(attempt, end);
  }

  /**
   * Hands an outcome to the producer. The core has ended the attempt and will not speak of it
   * again, so if that fails, the least that can be said is written with a later turn.
   */
  private void write(RunningAttempt attempt, AttemptEnd end) {
    AttemptKey key = attempt.key();
    try {
      producer.writeOutcome(
          limits.partitionOf(key.lane()),
          attempt.dispatch().getTaskName(),
          attempt.outcome(end, settings.identity().workerId(), now()),
          () -> acknowledged(key));
    } catch (RuntimeException | Error e) {
      owed.add(new Owed(attempt, end.reducedTo(ERROR_INSIDE)));
      logFailure("outcome_not_written", attempt, e);
    }
  }

  private static void logFailure(String event, RunningAttempt attempt, Throwable failure) {
    log.error(
        "event={} task={} lane={} sequence={}",
        event,
        attempt.dispatch().getTaskName(),
        attempt.key().lane(),
        attempt.key().sequence(),
        failure);
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
