package dev.sluice.topology.core;

import org.jspecify.annotations.Nullable;

/** The living tasks: found, stored and ended here, and nowhere else. */
final class Tasks {

  private final Table definitions;
  private final Table index;
  private final Queues queues;
  private final Agenda agenda;
  private final Tombstones tombstones;

  Tasks(Table definitions, Table index, Queues queues, Agenda agenda, Tombstones tombstones) {
    this.definitions = definitions;
    this.index = index;
    this.queues = queues;
    this.agenda = agenda;
    this.tombstones = tombstones;
  }

  /** Returns a living task, or null. One that is purged but not swept yet is ended here. */
  @Nullable Task find(Queue queue, String taskId, Turn turn) {
    byte[] definition = definitions.get(Keys.definition(queue.id, taskId));
    if (definition == null) {
      return null;
    }
    byte[] stored = index.get(Keys.of(Keys.STATUS, queue.id, taskId));
    Definition defined = Definition.of(definition);
    Status status = stored == null ? Status.initial(defined) : Status.of(stored);
    Task task = new Task(queue, taskId, defined, status, stored != null);
    if (task.purged()) {
      endPurged(task, turn);
      return null;
    }
    return task;
  }

  /** Returns the task of an attempt, or null if it is gone; a later one of that name is another. */
  @Nullable Task find(Queue queue, InFlight flight, Turn turn) {
    Task task = find(queue, flight.taskId(), turn);
    boolean same = task != null && task.definition.incarnation().equals(flight.incarnation());
    return same ? task : null;
  }

  /** Stores a new task. */
  void create(Task task) {
    definitions.put(Keys.definition(task.queue.id, task.id), task.definition.toBytes());
    task.queue.tasks++;
    queues.moved(task.queue);
  }

  /** Stores what became of a task. */
  void save(Task task) {
    index.put(Keys.of(Keys.STATUS, task.queue.id, task.id), task.status.toBytes());
    task.statusStored = true;
  }

  /** Removes a task for good; its name stays taken for a while if a person gave it. */
  void end(Task task, Turn turn) {
    long ttlMicros = Micros.of(task.queue.settings().tombstoneTtl());
    end(task, Micros.add(turn.nowMicros(), ttlMicros), turn);
  }

  /** Removes a task that has lived too long; returns whether it had. */
  boolean endIfExpired(Task task, Turn turn) {
    if (task.expiryMicros() > turn.nowMicros()) {
      return false;
    }
    end(task, turn);
    Events.emit(Decision.Event.Kind.EXPIRED, task, 0, turn);
    return true;
  }

  /** A purged task ended when the purge did, however late it is swept. */
  private void endPurged(Task task, Turn turn) {
    end(task, purgedNameFreeMicros(task.queue), turn);
  }

  static long purgedNameFreeMicros(Queue queue) {
    long ttlMicros = Micros.of(queue.settings().tombstoneTtl());
    return Micros.add(queue.snapshot.purgeMicros(), ttlMicros);
  }

  private void end(Task task, long nameFreeMicros, Turn turn) {
    definitions.delete(Keys.definition(task.queue.id, task.id));
    if (task.statusStored) {
      index.delete(Keys.of(Keys.STATUS, task.queue.id, task.id));
    }
    if (task.status.state == Status.State.SCHEDULED) {
      agenda.remove(task);
    }
    if (!task.definition.generatedName()) {
      tombstones.put(
          task.queue, task.id, task.definition.incarnation(), nameFreeMicros, turn.nowMicros());
    }
    task.queue.tasks--;
    queues.moved(task.queue);
  }
}
