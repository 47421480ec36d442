package dev.sluice.bench.simulation;

import static dev.sluice.bench.simulation.Violation.Promise.DECIDED_BY_THE_RULES;
import static dev.sluice.bench.simulation.Violation.check;

import dev.sluice.delivery.core.AttemptKey;
import dev.sluice.topology.core.Decision;
import dev.sluice.topology.core.Input;
import java.time.Duration;
import java.util.Set;
import java.util.function.Predicate;

/**
 * A second opinion on one partition: follows each step of its scheduler by the rules as they are
 * written in the design and the spec, over plain maps, and objects to every decision that they do
 * not explain and to every one that is missing. It is thrown away with an aborted transaction and
 * made again from the steps that were committed.
 */
final class Oracle {

  final Model model;
  final Coverage coverage = new Coverage();

  private final CreateRules creates;
  private final QueueRules queues;
  private final TaskRules tasks;
  private final OutcomeRules outcomes;
  private final LossRules losses;
  private final DispatchRules dispatches;

  private int life = -1;

  /** What the world knows and the scheduler's records do not say. */
  record Facts(
      Predicate<AttemptKey> answered2xx, Set<AttemptKey> swallowed, Duration dispatchAhead) {}

  /** Sees which of the attempts that tasks wait for the tables show as lost. */
  interface Look {
    boolean showsLost(AttemptModel attempt);
  }

  Oracle(Facts facts) {
    this.model = new Model(facts.dispatchAhead());
    this.creates = new CreateRules(model, coverage);
    this.queues = new QueueRules(model, coverage, creates);
    this.tasks = new TaskRules(model, coverage);
    this.outcomes = new OutcomeRules(model, coverage, creates, facts.answered2xx);
    this.losses = new LossRules(model, coverage, outcomes, facts.swallowed);
    this.dispatches = new DispatchRules(model, coverage, losses);
  }

  void apply(Step step, Look look) {
    if (step.life() != life) {
      life = step.life();
      losses.newLife();
    }
    model.latestMicros = Math.max(model.latestMicros, step.nowMicros());
    model.queues.values().forEach(queue -> queue.noteClock(step.nowMicros(), model.aheadMicros));
    Told told = new Told(step);
    if (step.input() instanceof Input.Holdings holdings) {
      losses.note(holdings, step);
      endExpired(step, told);
      losses.bury(holdings, step, told);
      losses.current().stream()
          .filter(look::showsLost)
          .forEach(attempt -> step.lost().add(attempt.key));
      losses.declareSeen(step, holdings);
    } else {
      endExpired(step, told);
      take(step, told);
    }
    dispatches.accept(step, told);
    told.nothingElse();
  }

  private void take(Step step, Told told) {
    switch (step.input()) {
      case Input.Create create -> told.verdict(creates.accept(create, step.nowMicros(), told));
      case Input.CreateQueue create -> queues.create(create, step, told);
      case Input.UpdateQueue update -> queues.update(update, step, told);
      case Input.PauseQueue(String queueName) -> queues.pause(queueName, false, told);
      case Input.ResumeQueue(String queueName) -> queues.pause(queueName, true, told);
      case Input.PurgeQueue purge -> queues.purge(purge, step, told);
      case Input.DeleteQueue(String queueName) -> queues.delete(queueName, told);
      case Input.RunTask run -> tasks.run(run, told);
      case Input.DeleteTask delete -> tasks.delete(delete, step, told);
      case Input.Delete delete -> tasks.delete(delete, step);
      case Input.RedriveDeadLetter redrive -> tasks.redrive(redrive, step, told);
      case Input.DeleteDeadLetter delete -> tasks.deleteLetter(delete, told);
      case Input.InvalidCommand(String message) ->
          told.verdict(
              new Decision.Verdict.Rejected(Decision.Verdict.Reason.INVALID_ARGUMENT, message));
      case Input.Unusable unusable -> creates.unusable(unusable, step, told);
      case Input.Outcome outcome -> outcomes.accept(outcome, step, told);
      case Input.Retry retry -> outcomes.accept(retry);
      case Input.Ignored _ -> creates.tick(step, told);
      case Input.Unread _ -> throw new IllegalStateException("unread: nobody here writes one");
      case Input.Holdings _ -> throw new IllegalStateException("holdings: taken elsewhere");
    }
  }

  private void endExpired(Step step, Told told) {
    for (Decision.Event event : told.events(Decision.Event.Kind.EXPIRED)) {
      QueueModel queue = model.queues.get(event.queueName());
      TaskModel task = queue == null ? null : queue.living.get(event.taskId());
      check(
          task != null && task.expiryMicros() <= step.nowMicros(),
          DECIDED_BY_THE_RULES,
          "%s of %s",
          event,
          task);
      if (queue != null && task != null) {
        AttemptModel current = task.current;
        if (step.input() instanceof Input.Holdings holdings
            && current != null
            && task.runsAs(current)) {
          losses.declare(current, holdings);
        }
        coverage.saw(Seen.EXPIRED);
        queue.end(task, TaskModel.Fate.EXPIRED, step.nowMicros(), step.nowMicros());
      }
    }
  }
}
