package dev.sluice.bench.simulation;

import static dev.sluice.bench.simulation.Violation.Promise.DECIDED_BY_THE_RULES;
import static dev.sluice.bench.simulation.Violation.Promise.NEVER_EARLY;
import static dev.sluice.bench.simulation.Violation.Promise.NEVER_OVER;
import static dev.sluice.bench.simulation.Violation.Promise.ONE_LIVE_ATTEMPT;
import static dev.sluice.bench.simulation.Violation.check;

import dev.sluice.delivery.core.AttemptKey;
import dev.sluice.topology.core.Decision;
import dev.sluice.topology.core.Input;
import java.util.Arrays;

/** When a task may go out (design sections 4 and 5.3). */
final class DispatchRules {

  private static final long SILENCE_MICROS = 5_000_000;

  private final Model model;
  private final Coverage coverage;
  private final LossRules losses;

  DispatchRules(Model model, Coverage coverage, LossRules losses) {
    this.model = model;
    this.coverage = coverage;
    this.losses = losses;
  }

  void accept(Step step, Told told) {
    for (Decision decision : told.takeForLanes()) {
      switch (decision) {
        case Decision.Dispatch dispatch -> accept(dispatch, step);
        case Decision.Barrier barrier -> accept(barrier);
        default -> throw new IllegalStateException(decision.toString());
      }
    }
    if (step.input() instanceof Input.RunTask run) {
      requireRun(run, step);
    }
  }

  private void accept(Decision.Barrier barrier) {
    coverage.saw(Seen.BARRIER);
    check(
        barrier.sequence() == model.lane(barrier.lane()).lastSequence,
        DECIDED_BY_THE_RULES,
        "%s, last sequence %d",
        barrier,
        model.lane(barrier.lane()).lastSequence);
  }

  private void requireRun(Input.RunTask run, Step step) {
    QueueModel queue = model.queues.get(run.queueName());
    TaskModel task = queue == null ? null : queue.living.get(run.taskId());
    check(
        task == null
            || (task.current != null
                && task.current.forced
                && task.current.dispatchMicros == step.nowMicros()),
        DECIDED_BY_THE_RULES,
        "%s was not run",
        task);
  }

  private void accept(Decision.Dispatch dispatch, Step step) {
    TaskModel task = model.tasks.get(dispatch.incarnation());
    check(
        task != null && task.lives(),
        ONE_LIVE_ATTEMPT,
        "%s dispatched, which is gone: %s",
        dispatch,
        task == null ? "never created" : task.fate);
    if (task == null) {
      return;
    }
    boolean forced = forced(task, step);
    LaneModel lane = model.lane(dispatch.lane());
    check(
        dispatch.sequence() == lane.lastSequence + 1,
        DECIDED_BY_THE_RULES,
        "%s after sequence %d",
        dispatch,
        lane.lastSequence);
    if (!forced) {
      requireMayGo(task, dispatch, lane, step);
      note(dispatch, task.queue);
    }
    if (forced) {
      task.dueMicros = step.nowMicros();
    }
    requireTells(dispatch, task, step);
    lane.lastSequence = dispatch.sequence();
    AttemptModel before = model.open.get(new AttemptKey(dispatch.lane(), dispatch.after()));
    AttemptModel attempt =
        new AttemptModel(
            new AttemptKey(dispatch.lane(), dispatch.sequence()),
            task,
            before,
            forced,
            task.dueMicros,
            dispatch.startMicros());
    model.open.put(attempt.key, attempt);
    task.current = attempt;
    task.state = TaskModel.State.IN_FLIGHT;
    task.dispatchCount++;
  }

  /** RunTask makes an attempt that is outside the limits, and it stays so when it is made again. */
  private boolean forced(TaskModel task, Step step) {
    AttemptModel before = task.current;
    boolean wasForced = before != null && before.forced;
    return switch (step.input()) {
      case Input.RunTask run -> {
        check(
            run.queueName().equals(task.queue.name) && run.taskId().equals(task.id),
            DECIDED_BY_THE_RULES,
            "%s dispatched by %s",
            task,
            run);
        coverage.saw(Seen.RUN);
        if (task.state == TaskModel.State.IN_FLIGHT) {
          coverage.saw(Seen.RUN_IN_FLIGHT);
        }
        if (!task.queue.running) {
          coverage.saw(Seen.RUN_WHILE_PAUSED);
        }
        yield true;
      }
      case Input.Holdings holdings -> {
        if (before != null && wasForced && task.runsAs(before) && !before.lost) {
          losses.declare(before, holdings);
        }
        yield wasForced;
      }
      case Input.Outcome outcome ->
          before != null
              && wasForced
              && outcome.kind() == Input.Outcome.Kind.ABANDONED
              && before.key.equals(new AttemptKey(outcome.lane(), outcome.sequence()));
      default -> false;
    };
  }

  private void requireMayGo(TaskModel task, Decision.Dispatch dispatch, LaneModel lane, Step step) {
    long now = step.nowMicros();
    long start = dispatch.startMicros();
    QueueModel queue = task.queue;
    check(
        task.state == TaskModel.State.WAITING,
        ONE_LIVE_ATTEMPT,
        "%s dispatched while %s by %s",
        task,
        task.state,
        task.current);
    check(
        task.dueMicros <= start && now <= start && start <= now + model.aheadMicros,
        NEVER_EARLY,
        "%s dispatched at %d to start at %d, due at %d",
        task,
        now,
        start,
        task.dueMicros);
    check(queue.running, NEVER_OVER, "%s dispatched while its queue is paused", task);
    check(task.expiryMicros() > start, DECIDED_BY_THE_RULES, "%s dispatched expired", task);
    check(
        queue.takeToken(start, now),
        NEVER_OVER,
        "%s dispatched without a token at %d",
        task,
        start);
    requirePlace(task, dispatch);
    check(
        lane.heardInLife == step.life() && now - lane.heardMicros <= SILENCE_MICROS,
        NEVER_OVER,
        "%s dispatched to lane %d, not heard of since %d",
        task,
        dispatch.lane(),
        lane.heardMicros);
    check(
        model.outstanding(dispatch.lane()) < lane.capacity,
        NEVER_OVER,
        "%s dispatched to lane %d, which has %d of %d",
        task,
        dispatch.lane(),
        model.outstanding(dispatch.lane()),
        lane.capacity);
    requireFirst(task, step);
    if (start > now) {
      coverage.saw(Seen.DISPATCHED_BEFORE_ITS_TIME);
    }
    coverage.saw(step.isTick() ? Seen.DISPATCHED_FROM_AGENDA : Seen.DISPATCHED_AT_ONCE);
  }

  /** There is a place, or it takes that of one attempt that nobody else follows. */
  private void requirePlace(TaskModel task, Decision.Dispatch dispatch) {
    QueueModel queue = task.queue;
    boolean follows = dispatch.after() != 0;
    check(
        model.slots(queue) < queue.settings.maxConcurrentDispatches() + (follows ? 1 : 0),
        NEVER_OVER,
        "%s dispatched after %d, %d of %d in flight",
        task,
        dispatch.after(),
        model.slots(queue),
        queue.settings.maxConcurrentDispatches());
    if (follows) {
      AttemptModel before = model.open.get(new AttemptKey(dispatch.lane(), dispatch.after()));
      check(
          before != null
              && before.task.queue == queue
              && !before.forced
              && !before.lost
              && !before.followed,
          NEVER_OVER,
          "%s dispatched after %s, followed: %s",
          task,
          before,
          before != null && before.followed);
      if (before != null) {
        before.followed = true;
      }
      coverage.saw(Seen.DISPATCHED_AHEAD);
    }
  }

  private void note(Decision.Dispatch dispatch, QueueModel queue) {
    model.limits.put(
        new AttemptKey(dispatch.lane(), dispatch.sequence()),
        new Model.Limit(queue.name, queue.createMicros, queue.settings.maxConcurrentDispatches()));
  }

  /** A task goes out only if no task of its queue was due before it; one that expires, sooner. */
  private static void requireFirst(TaskModel task, Step step) {
    if (step.input() instanceof Input.CreateQueue || step.input() instanceof Input.UpdateQueue) {
      return;
    }
    for (TaskModel other : task.queue.living.values()) {
      check(
          other.state != TaskModel.State.WAITING
              || other.dueMicros >= Math.min(task.dueMicros, task.expiryMicros())
              || other.expiryMicros() <= step.nowMicros(),
          DECIDED_BY_THE_RULES,
          "%s dispatched, due at %d, before %s, due at %d",
          task,
          task.dueMicros,
          other,
          other.dueMicros);
    }
  }

  private static void requireTells(Decision.Dispatch dispatch, TaskModel task, Step step) {
    check(
        dispatch.queueName().equals(task.queue.name)
            && dispatch.taskId().equals(task.id)
            && Arrays.equals(dispatch.payload(), task.payload)
            && dispatch.dispatchCount() == task.dispatchCount + 1
            && dispatch.executionCount() == task.executionCount
            && dispatch.previousResponse() == task.previousResponse
            && dispatch.responseCount() == task.responseCount
            && dispatch.scheduleMicros() == task.dueMicros
            && dispatch.dispatchMicros() == step.nowMicros(),
        DECIDED_BY_THE_RULES,
        "%s for %s: dispatched %d, executed %d, previous %d, due %d",
        dispatch,
        task,
        task.dispatchCount,
        task.executionCount,
        task.previousResponse,
        task.dueMicros);
  }
}
