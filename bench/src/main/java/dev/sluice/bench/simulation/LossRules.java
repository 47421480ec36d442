package dev.sluice.bench.simulation;

import static dev.sluice.bench.simulation.Violation.Promise.DECIDED_BY_THE_RULES;
import static dev.sluice.bench.simulation.Violation.Promise.ONE_LIVE_ATTEMPT;
import static dev.sluice.bench.simulation.Violation.check;

import dev.sluice.delivery.core.AttemptKey;
import dev.sluice.topology.core.Decision;
import dev.sluice.topology.core.Decision.DeadLettered.Cause;
import dev.sluice.topology.core.Input;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What follows from Holdings (design sections 5.2 to 5.4): credit, and which attempts may be lost.
 */
final class LossRules {

  private static final long LOST_MICROS = 10_000_000;
  private static final int LOSSES_RUNNING_LIMIT = 5;

  private final Model model;
  private final Coverage coverage;
  private final OutcomeRules outcomes;
  private final Set<AttemptKey> foundByBarrier;

  LossRules(Model model, Coverage coverage, OutcomeRules outcomes, Set<AttemptKey> swallowed) {
    this.model = model;
    this.coverage = coverage;
    this.outcomes = outcomes;
    this.foundByBarrier = swallowed;
  }

  /** A new scheduler has heard of nobody. */
  void newLife() {
    model.open.values().forEach(attempt -> attempt.namedMicros = -1);
  }

  void note(Input.Holdings holdings, Step step) {
    String worker = holdings.workerId() + '/' + holdings.workerIncarnation();
    Set<AttemptKey> held = new HashSet<>();
    for (Input.Holdings.HeldLane lane : holdings.held()) {
      for (long sequence : lane.sequences()) {
        held.add(new AttemptKey(lane.lane(), sequence));
      }
    }
    noteLanes(holdings, worker, held, step);
    long logMicros = holdings.appendedMicros();
    for (AttemptModel attempt : model.open.values()) {
      boolean received = attempt.key.sequence() <= model.lane(attempt.key.lane()).received;
      if (held.contains(attempt.key)) {
        attempt.namedMicros = logMicros;
      } else if (received && attempt.namedMicros < 0) {
        attempt.namedMicros = logMicros;
      } else if (received && mayBeLost(attempt, logMicros) && !attempt.task.runsAs(attempt)) {
        attempt.mayBeLost = true;
      }
    }
  }

  private void noteLanes(Input.Holdings holdings, String worker, Set<AttemptKey> held, Step step) {
    model
        .lanes
        .values()
        .forEach(lane -> {
          if (lane.owner.equals(worker)) {
            lane.heardInLife = -1;
          }
        });
    for (Input.Holdings.OwnedLane owned : holdings.owned()) {
      LaneModel lane = model.lane(owned.lane());
      lane.received = Math.max(lane.received, owned.received());
      lane.owner = worker;
      lane.heardInLife = step.life();
      lane.heardMicros = step.nowMicros();
      lane.capacity =
          owned.creditCount() + held.stream().filter(key -> key.lane() == owned.lane()).count();
    }
  }

  private boolean mayBeLost(AttemptModel attempt, long logMicros) {
    return attempt.namedMicros >= 0
        && attempt.key.sequence() <= model.lane(attempt.key.lane()).received
        && logMicros - attempt.namedMicros >= LOST_MICROS;
  }

  /** The scheduler took an attempt for lost that its task waited for. */
  void declare(AttemptModel attempt, Input.Holdings holdings) {
    check(
        mayBeLost(attempt, holdings.appendedMicros()),
        ONE_LIVE_ATTEMPT,
        "%s declared lost at log time %d, named last at %d, received up to %d",
        attempt,
        holdings.appendedMicros(),
        attempt.namedMicros,
        model.lane(attempt.key.lane()).received);
    coverage.saw(Seen.LOST);
    if (foundByBarrier.contains(attempt.key)) {
      coverage.saw(Seen.BARRIER_FOUND_LOSS);
    }
    attempt.lost = true;
    TaskModel task = attempt.task;
    task.lossesRunning++;
    if (task.firstDispatchMicros < 0) {
      task.firstDispatchMicros = attempt.dispatchMicros;
    }
    task.state = TaskModel.State.WAITING;
    task.dueMicros = attempt.dueMicros;
  }

  void bury(Input.Holdings holdings, Step step, Told told) {
    Optional<Decision.DeadLettered> next = told.take(Decision.DeadLettered.class);
    while (next.isPresent()) {
      Decision.DeadLettered letter = next.get();
      TaskModel task = model.tasks.get(letter.source());
      check(
          letter.cause() == Cause.LOST
              && task != null
              && task.lives()
              && task.state == TaskModel.State.IN_FLIGHT
              && task.current != null,
          DECIDED_BY_THE_RULES,
          "%s after %s",
          letter,
          holdings);
      if (task != null && task.current != null) {
        declare(task.current, holdings);
        check(
            task.lossesRunning == LOSSES_RUNNING_LIMIT,
            DECIDED_BY_THE_RULES,
            "%s after %d losses",
            letter,
            task.lossesRunning);
        coverage.saw(Seen.DEAD_BY_LOSSES);
        outcomes.bury(task, letter, step);
      }
      next = told.take(Decision.DeadLettered.class);
    }
  }

  /** Attempts of the partition that tasks wait for. */
  List<AttemptModel> current() {
    return model.open.values().stream()
        .filter(attempt -> attempt.task.runsAs(attempt) && !attempt.lost)
        .toList();
  }

  void declareSeen(Step step, Input.Holdings holdings) {
    for (AttemptModel attempt : current()) {
      if (step.lost().contains(attempt.key)) {
        declare(attempt, holdings);
        check(
            attempt.task.lossesRunning < LOSSES_RUNNING_LIMIT,
            DECIDED_BY_THE_RULES,
            "%s lives after %d losses",
            attempt.task,
            attempt.task.lossesRunning);
      }
    }
  }
}
