package dev.sluice.bench.simulation;

import static dev.sluice.bench.simulation.Violation.Promise.DECIDED_BY_THE_RULES;
import static dev.sluice.bench.simulation.Violation.Promise.NEVER_EARLY;
import static dev.sluice.bench.simulation.Violation.Promise.NEVER_LOST;
import static dev.sluice.bench.simulation.Violation.check;

import dev.sluice.delivery.core.AttemptKey;
import dev.sluice.topology.core.Decision;
import dev.sluice.topology.core.Decision.DeadLettered.Cause;
import dev.sluice.topology.core.Input;
import dev.sluice.topology.core.QueueSettings;
import java.util.function.Predicate;

/** What becomes of tasks when attempts end (spec sections 3.1 and 3.2). */
final class OutcomeRules {

  private static final long LONGEST_RETRY_AFTER_MICROS = 3_600_000_000L;
  private static final long LOST_IS_FORGOTTEN_MICROS = 600_000_000L;

  private final Model model;
  private final Coverage coverage;
  private final CreateRules creates;
  private final Predicate<AttemptKey> answered2xx;

  OutcomeRules(
      Model model, Coverage coverage, CreateRules creates, Predicate<AttemptKey> answered2xx) {
    this.model = model;
    this.coverage = coverage;
    this.creates = creates;
    this.answered2xx = answered2xx;
  }

  void accept(Input.Outcome outcome, Step step, Told told) {
    AttemptModel attempt = model.open.remove(new AttemptKey(outcome.lane(), outcome.sequence()));
    if (attempt == null) {
      return;
    }
    TaskModel task = attempt.task;
    boolean current = task.runsAs(attempt) && !attempt.lost;
    if (task.lives() && succeeded(outcome) && !forgotten(attempt, step, told)) {
      complete(task, attempt, current, step, told);
    } else if (current) {
      task.lossesRunning = 0;
      if (outcome.kind() == Input.Outcome.Kind.ABANDONED) {
        coverage.saw(Seen.ABANDONED);
        task.dispatchCount--;
        task.state = TaskModel.State.WAITING;
        task.dueMicros = attempt.dueMicros;
      } else {
        count(task, attempt, outcome);
        fail(task, attempt, outcome, step, told);
      }
    }
  }

  private static boolean succeeded(Input.Outcome outcome) {
    return outcome.kind() == Input.Outcome.Kind.RESPONDED && outcome.httpStatus() / 100 == 2;
  }

  /** A lost attempt is waited for only so long; afterwards nothing says whether it still is. */
  private static boolean forgotten(AttemptModel attempt, Step step, Told told) {
    long untilMicros =
        attempt.dispatchMicros + attempt.task.deadlineMillis * 1000 + LOST_IS_FORGOTTEN_MICROS;
    return (attempt.lost || attempt.mayBeLost)
        && step.nowMicros() >= untilMicros
        && told.event(Decision.Event.Kind.COMPLETED, attempt.task).isEmpty();
  }

  private void complete(
      TaskModel task, AttemptModel attempt, boolean current, Step step, Told told) {
    check(
        answered2xx.test(attempt.key),
        NEVER_LOST,
        "%s completed by attempt %s, which got no 2xx",
        task,
        attempt);
    check(
        told.event(Decision.Event.Kind.COMPLETED, task).isPresent(),
        DECIDED_BY_THE_RULES,
        "%s got a 2xx and was not completed",
        task);
    coverage.saw(current ? Seen.COMPLETED : Seen.COMPLETED_BY_OLD_ATTEMPT);
    task.queue.end(task, TaskModel.Fate.COMPLETED, step.nowMicros(), step.nowMicros());
  }

  private void count(TaskModel task, AttemptModel attempt, Input.Outcome outcome) {
    task.attemptsUsed++;
    if (task.firstDispatchMicros < 0) {
      task.firstDispatchMicros = attempt.dispatchMicros;
    }
    switch (outcome.kind()) {
      case RESPONDED -> {
        coverage.saw(Seen.FAILED_RESPONSE);
        task.responseCount++;
        task.previousResponse = outcome.httpStatus();
        task.executionCount += outcome.httpStatus() / 100 == 5 ? 0 : 1;
      }
      case DEADLINE_EXCEEDED -> {
        coverage.saw(Seen.FAILED_TIMEOUT);
        task.previousResponse = 504;
      }
      case CONNECTION_FAILED, REFUSED, ABANDONED -> coverage.saw(Seen.FAILED_CONNECTION);
    }
  }

  private void fail(
      TaskModel task, AttemptModel attempt, Input.Outcome outcome, Step step, Told told) {
    if (givesUp(task, step.nowMicros())) {
      Decision.DeadLettered letter = told.expect(Decision.DeadLettered.class, task);
      check(
          letter.cause() == Cause.ATTEMPTS_EXHAUSTED
              && letter.source().equals(task.incarnation)
              && letter.dispatchCount() == task.dispatchCount
              && letter.responseCount() == task.responseCount,
          DECIDED_BY_THE_RULES,
          "%s for %s",
          letter,
          task);
      coverage.saw(Seen.DEAD_BY_ATTEMPTS);
      bury(task, letter, step);
      return;
    }
    long waitMicros = wait(task, outcome);
    task.dueMicros = (attempt.forced ? attempt.dispatchMicros : step.nowMicros()) + waitMicros;
    task.state = TaskModel.State.RETRYING;
    coverage.saw(Seen.RETRIED);
    Decision.ScheduleRetry retry = told.expect(Decision.ScheduleRetry.class, task);
    check(
        retry.incarnation().equals(task.incarnation)
            && retry.dispatchCount() == task.dispatchCount
            && retry.nextAttemptMicros() == task.dueMicros,
        NEVER_EARLY,
        "%s for %s, expected at %d",
        retry,
        task,
        task.dueMicros);
  }

  void bury(TaskModel task, Decision.DeadLettered letter, Step step) {
    creates.add(
        letter,
        new Input.Create(
            task.incarnation,
            0,
            task.queue.name,
            task.id,
            task.generatedName,
            false,
            task.createMicros,
            0,
            task.deadlineMillis,
            task.payload));
    task.queue.end(task, TaskModel.Fate.DEAD_LETTER, step.nowMicros(), step.nowMicros());
  }

  private static boolean givesUp(TaskModel task, long nowMicros) {
    QueueSettings settings = task.queue.settings;
    boolean enough = task.attemptsUsed >= settings.maxAttempts();
    long limitMicros = settings.maxRetryDuration().toNanos() / 1000;
    boolean old = nowMicros - task.firstDispatchMicros > limitMicros;
    if (settings.maxAttempts() == -1) {
      return limitMicros != 0 && old;
    }
    return limitMicros == 0 ? enough : enough && old;
  }

  /** Spec section 3.1, to the letter. */
  private long wait(TaskModel task, Input.Outcome outcome) {
    QueueSettings settings = task.queue.settings;
    int n = task.attemptsUsed;
    int e = Math.min(n - 1, settings.maxDoublings());
    double linear = Math.max(1, n - e);
    double minMicros = settings.minBackoff().toNanos() / 1000.0;
    double maxMicros = settings.maxBackoff().toNanos() / 1000.0;
    long waitMicros = (long) Math.min(maxMicros, minMicros * Math.pow(2, e) * linear);
    long askedMicros = Math.max(0, outcome.retryAfterMillis()) * 1000;
    if (askedMicros > waitMicros) {
      coverage.saw(Seen.RETRY_AFTER_KEPT);
      long capMicros = Math.max((long) maxMicros, LONGEST_RETRY_AFTER_MICROS);
      return Math.max(waitMicros, Math.min(askedMicros, capMicros));
    }
    return waitMicros;
  }

  /** The retry record is read back: the task waits for its time. */
  void accept(Input.Retry retry) {
    TaskModel task = model.tasks.get(retry.incarnation());
    if (task != null
        && task.lives()
        && task.state == TaskModel.State.RETRYING
        && task.dispatchCount == retry.dispatchCount()) {
      coverage.saw(Seen.RETRY_READ);
      task.state = TaskModel.State.WAITING;
    }
  }
}
