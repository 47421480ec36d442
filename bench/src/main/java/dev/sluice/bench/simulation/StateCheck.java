package dev.sluice.bench.simulation;

import static dev.sluice.bench.simulation.Violation.Promise.DUPLICATES_REFUSED;
import static dev.sluice.bench.simulation.Violation.Promise.STATE_AGREES;
import static dev.sluice.bench.simulation.Violation.check;

import dev.sluice.topology.core.Decision;
import dev.sluice.topology.core.Decision.Verdict.Created;
import dev.sluice.topology.core.Decision.Verdict.Reason;
import dev.sluice.topology.core.Decision.Verdict.Rejected;
import dev.sluice.topology.core.Decision.Verdict.Result;
import dev.sluice.topology.core.Input;
import dev.sluice.topology.core.QueueSnapshot;
import dev.sluice.topology.core.QueueStats;
import dev.sluice.topology.core.SchedulerReader;
import dev.sluice.topology.core.TaskSnapshot;
import java.util.List;
import java.util.Optional;

/** Compares the committed tables, as a reader sees them, with what the rules say. */
final class StateCheck {

  private static final int ALL = 10_000;
  private static final long VERDICT_KEPT_MICROS = 60_000_000;

  private final SchedulerReader reader;
  private final Model model;
  private final boolean swept;
  private final long nowMicros;

  /** Compares at a time; swept: no purged task is left to be counted. */
  StateCheck(SchedulerReader reader, Model model, boolean swept, long nowMicros) {
    this.swept = swept;
    this.reader = reader;
    this.model = model;
    this.nowMicros = nowMicros;
  }

  /** Whether the tables say of an attempt that its task waits for that it was lost. */
  static boolean showsLost(SchedulerReader reader, AttemptModel attempt) {
    return reader.task(attempt.task.queue.name, attempt.task.id)
            instanceof SchedulerReader.Living(var task)
        && task.lastAttempt()
            .filter(last -> last.error().equals("lost"))
            .filter(last -> last.dispatchMicros() == attempt.dispatchMicros)
            .isPresent();
  }

  void run() {
    long seen = reader.queues("", "", ALL).size();
    check(seen == model.queues.size(), STATE_AGREES, "%d queues, not %s", seen, model.queues);
    model.queues.values().forEach(this::compare);
    model.letters.forEach((sequence, letter) ->
        check(
            reader
                .deadLetter(sequence)
                .filter(found -> found.queueName().equals(letter.queueName()))
                .filter(found -> found.payload().isPresent() == letter.holdsTask())
                .isPresent(),
            STATE_AGREES,
            "no dead letter %d",
            sequence));
  }

  private void compare(QueueModel queue) {
    Optional<QueueSnapshot> found = reader.queue(queue.name);
    QueueSnapshot expected = queue.snapshot();
    check(
        found.equals(Optional.of(expected)),
        STATE_AGREES,
        "queue %s, expected %s",
        found,
        expected);
    QueueStats stats = reader.stats(queue.name, nowMicros);
    long slots = model.slots(queue);
    long slotsAtMost = model.slotsAtMost(queue);
    check(
        stats.inFlight() >= slots && stats.inFlight() <= slotsAtMost,
        STATE_AGREES,
        "%s: %d in flight, expected %d to %d",
        queue.name,
        stats.inFlight(),
        slots,
        slotsAtMost);
    check(
        stats.pending().tasks() == queue.living.size()
            || (!swept && stats.pending().tasks() > queue.living.size()),
        STATE_AGREES,
        "%s: %d tasks, expected %d",
        queue.name,
        stats.pending().tasks(),
        queue.living.size());
    check(
        stats.tokens() >= 0 && stats.tokens() <= queue.settings.maxBurstSize(),
        STATE_AGREES,
        "%s: %f tokens",
        queue.name,
        stats.tokens());
    List<TaskSnapshot> visible = reader.tasks(queue.name, "", ALL).orElseThrow().tasks();
    check(
        visible.size() == queue.living.size(),
        STATE_AGREES,
        "%s: %d tasks visible, expected %s",
        queue.name,
        visible.size(),
        queue.living.values());
    visible.forEach(task -> compare(queue, task));
    queue.tombstones.forEach((id, tombstone) -> compare(queue, id, tombstone));
  }

  private void compare(QueueModel queue, TaskSnapshot found) {
    TaskModel task = queue.living.get(found.taskId());
    check(task != null, STATE_AGREES, "%s lives, and should not", found);
    check(
        task == null || same(found, task),
        STATE_AGREES,
        "%s is %s, expected dispatched %d, responded %d, due %d",
        task,
        found,
        task == null ? 0 : task.dispatchCount,
        task == null ? 0 : task.responseCount,
        task == null ? 0 : task.dueMicros);
  }

  private static boolean same(TaskSnapshot found, TaskModel task) {
    return found.dispatchCount() == task.dispatchCount
        && found.responseCount() == task.responseCount
        && found.scheduleMicros() == task.dueMicros
        && found.createMicros() == task.createMicros;
  }

  private void compare(QueueModel queue, String id, QueueModel.Tombstone tombstone) {
    if (tombstone.expiryMicros() > model.latestMicros && !queue.living.containsKey(id)) {
      SchedulerReader.TaskLookup found = reader.task(queue.name, id);
      check(
          found instanceof SchedulerReader.Gone,
          DUPLICATES_REFUSED,
          "the name %s of %s is %s, expected taken until %d",
          id,
          queue.name,
          found,
          tombstone.expiryMicros());
    }
  }

  /** The state must give the verdict that was told: another owner would look there. */
  void requireSame(Step step) {
    for (Decision decision : step.decisions()) {
      if (decision instanceof Decision.Verdict verdict) {
        if (step.input() instanceof Input.Create create) {
          requireSame(create, verdict.result());
        } else if (step.input() instanceof Input.Command
            && nowMicros - step.nowMicros() < VERDICT_KEPT_MICROS) {
          requireKept(verdict);
        }
      }
    }
  }

  private void requireSame(Input.Create create, Result told) {
    QueueModel queue = model.queues.get(create.queueName());
    Result found =
        reader.verdictOfCreate(create.incarnation(), create.queueName(), create.taskId());
    if (queue == null) {
      boolean parked =
          model.parked.stream()
              .anyMatch(one -> one.create().incarnation().equals(create.incarnation()));
      check(!parked || found.equals(told), STATE_AGREES, "the state says %s of %s", found, create);
      return;
    }
    switch (told) {
      case Created _ ->
          check(
              found.equals(told) || nameWentOn(queue, create),
              STATE_AGREES,
              "told created, the state says %s of %s",
              found,
              create);
      case Rejected(var reason, var _) when reason == Reason.ALREADY_EXISTS ->
          check(
              (found instanceof Rejected(var again, var _) && again == reason)
                  || nameIsFree(queue, create),
              DUPLICATES_REFUSED,
              "told %s, the state says %s of %s",
              told,
              found,
              create);
      default -> {}
    }
  }

  /** Verdicts on commands can be looked up for a minute. */
  private void requireKept(Decision.Verdict told) {
    Result found = reader.verdictOfCommand(told.about().offset()).orElse(null);
    boolean same =
        found != null
            && (told.result() instanceof Decision.Verdict.TaskDone(var task)
                ? (found instanceof Decision.Verdict.TaskDone(var again)
                    && again.isPresent() == task.isPresent())
                : found.equals(told.result()));
    check(same, STATE_AGREES, "told %s, the state says %s", told, found);
  }

  /** Since then it was deleted with its queue, redriven, or its name was taken again. */
  private boolean nameWentOn(QueueModel queue, Input.Create create) {
    TaskModel task = model.tasks.get(create.incarnation());
    TaskModel lives = queue.living.get(create.taskId());
    if (task == null || task.queue != queue || lives != null) {
      return task != lives || task == null;
    }
    QueueModel.Tombstone tombstone = queue.tombstones.get(create.taskId());
    return tombstone == null || !tombstone.incarnation().equals(create.incarnation());
  }

  private boolean nameIsFree(QueueModel queue, Input.Create create) {
    return !queue.living.containsKey(create.taskId())
        && !queue.nameIsTaken(create.taskId(), model.latestMicros);
  }
}
