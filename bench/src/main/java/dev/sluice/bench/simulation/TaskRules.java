package dev.sluice.bench.simulation;

import static dev.sluice.bench.simulation.Violation.Promise.DECIDED_BY_THE_RULES;
import static dev.sluice.bench.simulation.Violation.check;

import dev.sluice.topology.core.Coordinates;
import dev.sluice.topology.core.Decision;
import dev.sluice.topology.core.Decision.Verdict.TaskDone;
import dev.sluice.topology.core.Input;
import dev.sluice.topology.core.TaskSnapshot;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What commands and null records do to tasks and dead letters (spec 3.2, design section 4). */
final class TaskRules {

  private static final TaskDone GONE = new TaskDone(Optional.empty());

  /** Only whether there is a snapshot is compared here; what it says, with the state. */
  private static final TaskSnapshot ANY =
      new TaskSnapshot("", "", new byte[0], 0, 0, 0, 0, Optional.empty(), Optional.empty());

  private final Model model;
  private final Coverage coverage;

  TaskRules(Model model, Coverage coverage) {
    this.model = model;
    this.coverage = coverage;
  }

  /** A run shows in the dispatch that goes with it. */
  void run(Input.RunTask command, Told told) {
    TaskModel task = find(command.queueName(), command.taskId());
    Decision.Verdict verdict = told.expect(Decision.Verdict.class, command);
    check(
        task == null
            ? verdict.result().equals(Words.NOT_FOUND)
            : verdict.result() instanceof TaskDone(var snapshot) && snapshot.isPresent(),
        DECIDED_BY_THE_RULES,
        "%s on %s",
        verdict,
        command);
  }

  void delete(Input.DeleteTask command, Step step, Told told) {
    TaskModel task = find(command.queueName(), command.taskId());
    told.verdict(task == null ? Words.NOT_FOUND : GONE);
    if (task != null) {
      coverage.saw(Seen.DELETED_BY_COMMAND);
      delete(task, step);
    }
  }

  void delete(Input.Delete delete, Step step) {
    TaskModel task = find(delete.queueName(), delete.taskId());
    if (task != null) {
      coverage.saw(Seen.DELETED_BY_NULL);
      delete(task, step);
    }
  }

  private void delete(TaskModel task, Step step) {
    if (task.state == TaskModel.State.IN_FLIGHT) {
      coverage.saw(Seen.DELETED_IN_FLIGHT);
    }
    task.queue.end(task, TaskModel.Fate.DELETED, step.nowMicros(), step.nowMicros());
  }

  private @Nullable TaskModel find(String queueName, String taskId) {
    QueueModel queue = model.queues.get(queueName);
    return queue == null ? null : queue.living.get(taskId);
  }

  void redrive(Input.RedriveDeadLetter command, Step step, Told told) {
    Model.Letter letter = model.letters.get(command.deadLetterSequence());
    if (letter == null) {
      told.verdict(Words.NOT_FOUND);
      return;
    }
    if (!letter.holdsTask()) {
      coverage.saw(Seen.REDRIVE_REFUSED);
      Decision.Verdict verdict = told.expect(Decision.Verdict.class, command);
      check(
          verdict.result() instanceof Decision.Verdict.Rejected(var reason, var _)
              && reason == Decision.Verdict.Reason.FAILED_PRECONDITION,
          DECIDED_BY_THE_RULES,
          "%s on a letter without a task",
          verdict);
      return;
    }
    QueueModel queue = model.queues.get(letter.queueName());
    if (queue == null || queue.living.containsKey(letter.task().taskId())) {
      coverage.saw(Seen.REDRIVE_REFUSED);
      told.verdict(queue == null ? Words.NO_QUEUE : Words.TASK_EXISTS);
      return;
    }
    coverage.saw(Seen.REDRIVEN);
    revive(queue, letter.task(), step);
    told.verdict(new TaskDone(Optional.of(ANY)));
    removed(command.deadLetterSequence(), told);
  }

  private void revive(QueueModel queue, Input.Create task, Step step) {
    Coordinates at = java.util.Objects.requireNonNull(step.at());
    Input.Create again =
        new Input.Create(
            at,
            0,
            task.queueName(),
            task.taskId(),
            task.generatedName(),
            false,
            task.createMicros(),
            step.nowMicros(),
            task.deadlineMillis(),
            task.payload());
    TaskModel revived = new TaskModel(queue, at, queue.purgeMicros, again, step.nowMicros());
    revived.dueMicros = step.nowMicros();
    queue.tombstones.remove(task.taskId());
    queue.living.put(revived.id, revived);
    model.tasks.put(at, revived);
  }

  void deleteLetter(Input.DeleteDeadLetter command, Told told) {
    if (!model.letters.containsKey(command.deadLetterSequence())) {
      told.verdict(Words.NOT_FOUND);
      return;
    }
    coverage.saw(Seen.LETTER_DELETED);
    told.verdict(GONE);
    removed(command.deadLetterSequence(), told);
  }

  private void removed(long sequence, Told told) {
    Decision.DeadLetterRemoved removed = told.expect(Decision.DeadLetterRemoved.class, sequence);
    check(removed.sequence() == sequence, DECIDED_BY_THE_RULES, "%s, not %d", removed, sequence);
    model.letters.remove(sequence);
  }
}
