package dev.sluice.topology.core;

import dev.sluice.topology.core.Decision.Verdict.Result;
import dev.sluice.topology.core.Decision.Verdict.TaskDone;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Carries out calls on tasks and dead letters (spec sections 1.5 and 3.2, design section 4). */
final class TaskCommands {

  private final Queues queues;
  private final Tasks tasks;
  private final Tombstones tombstones;
  private final Dispatcher dispatcher;
  private final DeadLetters deadLetters;
  private final Releases releases;

  TaskCommands(
      Partition partition,
      Tombstones tombstones,
      Dispatcher dispatcher,
      DeadLetters deadLetters,
      Releases releases) {
    this.queues = partition.queues();
    this.tasks = partition.tasks();
    this.tombstones = tombstones;
    this.dispatcher = dispatcher;
    this.deadLetters = deadLetters;
    this.releases = releases;
  }

  /** Dispatches a task beyond its other attempts; the one in flight goes on without a say. */
  Result run(Input.RunTask command, Turn turn) {
    Task task = find(command.queueName(), command.taskId(), turn);
    if (task == null) {
      return Refusals.NOT_FOUND;
    }
    dispatcher.force(task, turn);
    return new TaskDone(Optional.of(task.snapshot()));
  }

  Result delete(Input.DeleteTask command, Turn turn) {
    return delete(command.queueName(), command.taskId(), turn)
        ? new TaskDone(Optional.empty())
        : Refusals.NOT_FOUND;
  }

  /** Deletes a task; an attempt in flight keeps its slot until it ends. */
  boolean delete(String queueName, String taskId, Turn turn) {
    Task task = find(queueName, taskId, turn);
    if (task == null) {
      return false;
    }
    tasks.end(task, turn);
    Events.emit(Decision.Event.Kind.DELETED, task, 0, turn);
    return true;
  }

  /**
   * Deletes a task for a record that waited, unless the task came later: it was revived since, or
   * was created by a record of another topic.
   */
  void deleteOlder(String queueName, String taskId, long appendedMicros, Turn turn) {
    Task task = find(queueName, taskId, turn);
    if (task != null
        && task.definition.incarnation().topic() != InputTopic.COMMANDS
        && task.definition.appendedMicros() <= appendedMicros) {
      tasks.end(task, turn);
      Events.emit(Decision.Event.Kind.DELETED, task, 0, turn);
    }
  }

  private @Nullable Task find(String queueName, String taskId, Turn turn) {
    Queue queue = queues.byName(queueName);
    releases.releaseName(queueName, taskId, turn);
    Task task = queue == null ? null : tasks.find(queue, taskId, turn);
    return task == null || tasks.endIfExpired(task, turn) ? null : task;
  }

  /** Revives the task of a dead letter past its own tombstone, and removes the letter. */
  Result redrive(Input.RedriveDeadLetter command, Coordinates at, Turn turn) {
    DeadLetterRecord stored = deadLetters.find(command.deadLetterSequence());
    if (stored == null) {
      return Refusals.NOT_FOUND;
    }
    if (stored.letter().payload().isEmpty()) {
      return Refusals.noTask(command.deadLetterSequence());
    }
    Queue queue = queues.byName(stored.letter().queueName());
    if (queue == null) {
      return Refusals.NO_QUEUE;
    }
    String taskId = stored.taskId();
    releases.releaseName(queue.name(), taskId, turn);
    if (tasks.find(queue, taskId, turn) != null) {
      return Refusals.TASK_EXISTS;
    }
    tombstones.remove(queue, taskId);
    Definition definition = revived(stored, queue, at, turn);
    Task task = dispatcher.admit(queue, taskId, definition, turn);
    deadLetters.remove(stored, turn);
    return new TaskDone(Optional.of(task.snapshot()));
  }

  private static Definition revived(
      DeadLetterRecord stored, Queue queue, Coordinates at, Turn turn) {
    return new Definition(
        at,
        // Commands are ordered among themselves: only a later purge covers it.
        queue.snapshot.purgeMicros(),
        stored.createMicros(),
        turn.nowMicros(),
        turn.nowMicros(),
        stored.deadlineMillis(),
        stored.terms(),
        stored.generatedName(),
        new Definition.Waiting(0),
        stored.letter().payload().orElseThrow());
  }

  Result deleteLetter(Input.DeleteDeadLetter command, Turn turn) {
    DeadLetterRecord stored = deadLetters.find(command.deadLetterSequence());
    if (stored == null) {
      return Refusals.NOT_FOUND;
    }
    deadLetters.remove(stored, turn);
    return new TaskDone(Optional.empty());
  }
}
