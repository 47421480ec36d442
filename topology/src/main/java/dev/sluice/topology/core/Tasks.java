package dev.sluice.topology.core;

import org.jspecify.annotations.Nullable;

/** The living tasks: found, stored and ended here, and nowhere else. */
final class Tasks {

  /** What is kept unpacked of the tasks whose attempts are in flight, in bytes. */
  private static final long RECENT_BYTES = 4 << 20;

  private static final long NO_AGENDA_SEQUENCE = -1;

  /** About what an entry takes besides its payload. */
  private static final int ENTRY_BYTES = 400;

  private final Table definitions;
  private final Table index;
  private final Queues queues;
  private final Agenda agenda;
  private final Tombstones tombstones;
  private final Recent<Name, Stored> recent = new Recent<>(RECENT_BYTES, Stored::bytes);

  private record Name(long queueId, String taskId) {}

  /** A task as the tables have it; status null: it follows from the definition. */
  private record Stored(Definition definition, byte @Nullable [] status) {

    long bytes() {
      return ENTRY_BYTES + definition.payload().length + (status == null ? 0L : status.length);
    }
  }

  Tasks(Table definitions, Table index, Queues queues, Agenda agenda, Tombstones tombstones) {
    this.definitions = definitions;
    this.index = index;
    this.queues = queues;
    this.agenda = agenda;
    this.tombstones = tombstones;
  }

  /** Returns a living task, or null. One that is purged but not swept yet is ended here. */
  @Nullable Task find(Queue queue, String taskId, Turn turn) {
    return find(queue, taskId, NO_AGENDA_SEQUENCE, turn);
  }

  /** Returns the task that waits at a place of the agenda, or null if it is gone. */
  @Nullable Task find(Queue queue, Agenda.Head head, Turn turn) {
    return find(queue, head.taskId(), head.sequence(), turn);
  }

  private @Nullable Task find(Queue queue, String taskId, long agendaSequence, Turn turn) {
    Stored stored = stored(new Name(queue.id, taskId), agendaSequence);
    if (stored == null) {
      return null;
    }
    byte[] changed = stored.status();
    Status status = changed == null ? Status.initial(stored.definition()) : Status.of(changed);
    Task task = new Task(queue, taskId, stored.definition(), status, changed != null);
    if (task.purged()) {
      endPurged(task, turn);
      return null;
    }
    return task;
  }

  private @Nullable Stored stored(Name name, long agendaSequence) {
    Stored known = recent.get(name);
    if (known != null) {
      return known;
    }
    byte[] bytes = definitions.get(Keys.definition(name.queueId(), name.taskId()));
    if (bytes == null) {
      return null;
    }
    Definition definition = Definition.of(bytes);
    // A task that waits where it was filed at its creation has no status yet: none is looked for.
    byte[] status =
        definition.waitsSinceBirth(agendaSequence)
            ? null
            : index.get(Keys.of(Keys.STATUS, name.queueId(), name.taskId()));
    Stored read = new Stored(definition, status);
    recent.put(name, read);
    return read;
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
    if (task.definition.first() instanceof Definition.Dispatched) {
      // Those that wait are not asked for soon.
      recent.put(new Name(task.queue.id, task.id), new Stored(task.definition, null));
    }
    queues.countBirth(task.queue, task.definition.payload().length);
  }

  /** Stores what became of a task. */
  void save(Task task) {
    byte[] status = task.status.toBytes();
    index.put(Keys.of(Keys.STATUS, task.queue.id, task.id), status);
    task.statusStored = true;
    Name name = new Name(task.queue.id, task.id);
    if (recent.has(name)) {
      recent.put(name, new Stored(task.definition, status));
    }
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
    recent.remove(new Name(task.queue.id, task.id));
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
    queues.countEnd(task.queue, task.definition.payload().length);
  }
}
