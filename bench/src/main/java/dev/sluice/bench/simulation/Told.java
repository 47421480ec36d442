package dev.sluice.bench.simulation;

import static dev.sluice.bench.simulation.Violation.Promise.DECIDED_BY_THE_RULES;
import static dev.sluice.bench.simulation.Violation.check;

import dev.sluice.topology.core.Decision;
import dev.sluice.topology.core.Decision.Verdict.Result;
import dev.sluice.topology.core.Decision.Verdict.TaskDone;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;

/** The decisions of a step, ticked off one by one; none may be left. */
final class Told {

  private final Step step;
  private final List<Decision> left;

  Told(Step step) {
    this.step = step;
    this.left = new ArrayList<>(step.decisions());
  }

  <D extends Decision> Optional<D> take(Class<D> kind) {
    for (Iterator<Decision> each = left.iterator(); each.hasNext(); ) {
      Decision decision = each.next();
      if (kind.isInstance(decision)) {
        each.remove();
        return Optional.of(kind.cast(decision));
      }
    }
    return Optional.empty();
  }

  /** What is written to lanes, in its order. */
  List<Decision> takeForLanes() {
    List<Decision> taken =
        left.stream()
            .filter(one -> one instanceof Decision.Dispatch || one instanceof Decision.Barrier)
            .toList();
    left.removeAll(taken);
    return taken;
  }

  <D extends Decision> D expect(Class<D> kind, Object why) {
    Optional<D> taken = take(kind);
    check(
        taken.isPresent(),
        DECIDED_BY_THE_RULES,
        "no %s for %s after %s",
        kind.getSimpleName(),
        why,
        step);
    return taken.orElseThrow();
  }

  /** Looks at an event without ticking it off. */
  Optional<Decision.Event> event(Decision.Event.Kind kind, TaskModel task) {
    return left.stream()
        .filter(Decision.Event.class::isInstance)
        .map(Decision.Event.class::cast)
        .filter(event -> event.kind() == kind)
        .filter(event -> event.queueName().equals(task.queue.name))
        .filter(event -> event.taskId().equals(task.id))
        .findFirst();
  }

  List<Decision.Event> events(Decision.Event.Kind kind) {
    return left.stream()
        .filter(Decision.Event.class::isInstance)
        .map(Decision.Event.class::cast)
        .filter(event -> event.kind() == kind)
        .toList();
  }

  boolean created(String queueName, String taskId) {
    boolean told =
        left.stream()
            .anyMatch(one ->
                one instanceof Decision.Verdict verdict
                    && verdict.result() instanceof Decision.Verdict.Created);
    boolean seen =
        events(Decision.Event.Kind.CREATED).stream()
            .filter(event -> event.queueName().equals(queueName))
            .anyMatch(event -> event.taskId().equals(taskId));
    return told || seen;
  }

  void verdict(Result expected) {
    Decision.Verdict told = expect(Decision.Verdict.class, expected);
    boolean same =
        (told.result() instanceof TaskDone(var task) && expected instanceof TaskDone(var asked))
            ? task.isPresent() == asked.isPresent()
            : told.result().equals(expected);
    check(
        same && told.about().equals(step.at()),
        DECIDED_BY_THE_RULES,
        "verdict %s, expected %s, on %s",
        told,
        expected,
        step.input());
  }

  void changed(String queueName, Optional<QueueModel> queue) {
    Decision.QueueChanged told = expect(Decision.QueueChanged.class, queueName);
    check(
        told.queueName().equals(queueName) && told.queue().equals(queue.map(QueueModel::snapshot)),
        DECIDED_BY_THE_RULES,
        "told %s, expected %s",
        told,
        queue.map(QueueModel::snapshot));
  }

  /** Nothing but dispatches, barriers and events may be left. */
  void nothingElse() {
    for (Decision decision : left) {
      switch (decision) {
        case Decision.Event _ -> {}
        default ->
            throw new Violation(
                DECIDED_BY_THE_RULES, "no rule explains " + decision + " after " + step.input());
      }
    }
  }
}
