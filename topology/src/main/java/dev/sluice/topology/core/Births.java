package dev.sluice.topology.core;

import dev.sluice.topology.core.Decision.Verdict.Result;

/** Makes tasks of creates whose queue is there, unless their name is taken (design section 4). */
final class Births {

  private static final Result CREATED = new Decision.Verdict.Created();

  private final Tasks tasks;
  private final Tombstones tombstones;
  private final Dispatcher dispatcher;

  Births(Partition partition, Tombstones tombstones, Dispatcher dispatcher) {
    this.tasks = partition.tasks();
    this.tombstones = tombstones;
    this.dispatcher = dispatcher;
  }

  /** Whether a create would make a task that lives on. */
  boolean needsRoom(Queue queue, Input.Create create, Turn turn) {
    return create.appendedMicros() >= queue.snapshot.purgeMicros()
        && tasks.find(queue, create.taskId(), turn) == null
        && (create.generatedName()
            || tombstones.find(queue, create.taskId(), turn.nowMicros()) == null);
  }

  Result create(Queue queue, Input.Create create, Turn turn) {
    if (tasks.find(queue, create.taskId(), turn) != null) {
      return Refusals.TASK_EXISTS;
    }
    if (!create.generatedName()
        && tombstones.find(queue, create.taskId(), turn.nowMicros()) != null) {
      return Refusals.TASK_EXISTED;
    }
    if (create.appendedMicros() < queue.snapshot.purgeMicros()) {
      endAtBirth(queue, create, turn);
    } else {
      dispatcher.admit(queue, create.taskId(), definition(create, turn), turn);
    }
    return CREATED;
  }

  /** A purge overtook the create: the task was created, and purged. */
  private void endAtBirth(Queue queue, Input.Create create, Turn turn) {
    if (!create.generatedName()) {
      tombstones.put(
          queue,
          create.taskId(),
          create.incarnation(),
          Tasks.purgedNameFreeMicros(queue),
          turn.nowMicros());
    }
  }

  private static Definition definition(Input.Create create, Turn turn) {
    boolean atOnce = create.scheduleMicros() <= create.createMicros();
    long dueMicros =
        atOnce ? Math.min(create.createMicros(), turn.nowMicros()) : create.scheduleMicros();
    return new Definition(
        create.incarnation(),
        create.appendedMicros(),
        create.createMicros(),
        create.scheduleMicros(),
        dueMicros,
        create.deadlineMillis(),
        create.terms(),
        create.generatedName(),
        new Definition.Waiting(0),
        create.payload());
  }
}
