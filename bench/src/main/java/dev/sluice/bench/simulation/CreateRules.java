package dev.sluice.bench.simulation;

import static dev.sluice.bench.simulation.Violation.Promise.DECIDED_BY_THE_RULES;
import static dev.sluice.bench.simulation.Violation.check;

import dev.sluice.topology.core.Decision;
import dev.sluice.topology.core.Decision.DeadLettered.Cause;
import dev.sluice.topology.core.Decision.Verdict.Result;
import dev.sluice.topology.core.Input;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The first create of a name wins; those for unknown queues wait 60 s (design section 4). */
final class CreateRules {

  private static final long PARKED_MICROS = 60_000_000;

  private final Model model;
  private final Coverage coverage;

  CreateRules(Model model, Coverage coverage) {
    this.model = model;
    this.coverage = coverage;
  }

  Result accept(Input.Create create, long nowMicros, Told told) {
    QueueModel queue = model.queues.get(create.queueName());
    if (queue != null) {
      return create(queue, create, nowMicros, told);
    }
    if (create.awaitsVerdict() && !create.generatedName()) {
      coverage.saw(Seen.NO_QUEUE_REJECTED);
      return Words.NO_QUEUE;
    }
    coverage.saw(Seen.PARKED);
    model.parked.add(new Model.Parked(create, nowMicros + PARKED_MICROS));
    return new Decision.Verdict.Parked();
  }

  private Result create(QueueModel queue, Input.Create create, long nowMicros, Told told) {
    if (queue.living.containsKey(create.taskId())) {
      coverage.saw(Seen.DUPLICATE_OF_LIVING);
      return Words.TASK_EXISTS;
    }
    if (!create.generatedName() && nameIsTaken(queue, create, nowMicros, told)) {
      coverage.saw(Seen.DUPLICATE_OF_TOMBSTONE);
      return Words.TASK_EXISTED;
    }
    TaskModel task =
        new TaskModel(queue, create.incarnation(), create.appendedMicros(), create, nowMicros);
    model.tasks.put(task.incarnation, task);
    coverage.saw(Seen.CREATED);
    if (create.appendedMicros() < queue.purgeMicros) {
      coverage.saw(Seen.PURGED_AT_BIRTH);
      queue.end(task, TaskModel.Fate.PURGED, queue.purgeMicros, nowMicros);
      return new Decision.Verdict.Created();
    }
    queue.living.put(task.id, task);
    if (create.generatedName()) {
      coverage.saw(Seen.CREATED_UNNAMED);
    }
    if (task.dueMicros > nowMicros) {
      coverage.saw(Seen.CREATED_DELAYED);
    }
    return new Decision.Verdict.Created();
  }

  /** A clock that went back since a name became free does not take it again. */
  private boolean nameIsTaken(QueueModel queue, Input.Create create, long nowMicros, Told told) {
    boolean mayBeSwept = !queue.nameIsTaken(create.taskId(), model.latestMicros);
    return queue.nameIsTaken(create.taskId(), nowMicros)
        && !(mayBeSwept && told.created(create.queueName(), create.taskId()));
  }

  /** What waited for a queue is created in the order in which it came. */
  void release(QueueModel queue, long nowMicros, Told told) {
    List<Model.Parked> released =
        model.parked.stream()
            .filter(parked -> parked.create().queueName().equals(queue.name))
            .toList();
    model.parked.removeAll(released);
    for (Model.Parked parked : released) {
      coverage.saw(Seen.PARKED_REVIVED);
      create(queue, parked.create(), nowMicros, told);
    }
  }

  void tick(Step step, Told told) {
    Optional<Decision.DeadLettered> next = told.take(Decision.DeadLettered.class);
    while (next.isPresent()) {
      bury(next.get(), step);
      next = told.take(Decision.DeadLettered.class);
    }
  }

  private void bury(Decision.DeadLettered letter, Step step) {
    for (Model.Parked parked : new ArrayList<>(model.parked)) {
      if (parked.create().incarnation().equals(letter.source())) {
        check(
            letter.cause() == Cause.UNKNOWN_QUEUE && step.nowMicros() >= parked.expiryMicros(),
            DECIDED_BY_THE_RULES,
            "%s before %d",
            letter,
            parked.expiryMicros());
        model.parked.remove(parked);
        coverage.saw(Seen.PARKED_DEAD);
        add(letter, parked.create());
        return;
      }
    }
    throw new Violation(DECIDED_BY_THE_RULES, "nothing explains " + letter);
  }

  /** Notes a letter; its task as it would be created again. */
  void add(Decision.DeadLettered letter, Input.Create task) {
    check(
        letter.sequence() == model.lastLetter + 1,
        DECIDED_BY_THE_RULES,
        "dead letter %d after %d",
        letter.sequence(),
        model.lastLetter);
    model.lastLetter = letter.sequence();
    model.letters.put(
        letter.sequence(),
        new Model.Letter(letter.queueName(), task, letter.payload().isPresent()));
  }

  void unusable(Input.Unusable unusable, Step step, Told told) {
    Decision.DeadLettered letter = told.expect(Decision.DeadLettered.class, unusable);
    coverage.saw(Seen.UNUSABLE);
    add(letter, nothing(unusable));
    boolean fromCreator =
        step.at() != null
            && switch (step.at().topic()) {
              case TASKS, INBOX, REROUTED -> true;
              case COMMANDS, OUTCOMES, RETRIES -> false;
            };
    if (fromCreator) {
      told.verdict(
          new Decision.Verdict.Rejected(
              Decision.Verdict.Reason.INVALID_ARGUMENT, unusable.message()));
    }
  }

  private static Input.Create nothing(Input.Unusable unusable) {
    return new Input.Create(
        unusable.source(), 0, unusable.queueName(), "", false, false, 0, 0, 0, new byte[0]);
  }
}
