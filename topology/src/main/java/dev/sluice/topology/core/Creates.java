package dev.sluice.topology.core;

import dev.sluice.topology.core.Decision.Verdict.Result;

/** Takes in new tasks. The first create of a name wins (design section 4). */
final class Creates {

  private static final Result CREATED = new Decision.Verdict.Created();
  private static final Result PARKED = new Decision.Verdict.Parked();

  private final Queues queues;
  private final Tasks tasks;
  private final Tombstones tombstones;
  private final Dispatcher dispatcher;
  private final Parking parking;

  Creates(Partition partition, Tombstones tombstones, Dispatcher dispatcher, Parking parking) {
    this.queues = partition.queues();
    this.tasks = partition.tasks();
    this.tombstones = tombstones;
    this.dispatcher = dispatcher;
    this.parking = parking;
  }

  Result accept(Input.Create create, Turn turn) {
    Queue queue = queues.byName(create.queueName());
    if (queue != null) {
      return create(queue, create, turn);
    }
    if (create.awaitsVerdict() && !create.generatedName()) {
      return Refusals.NO_QUEUE;
    }
    parking.park(create, turn);
    return PARKED;
  }

  /** Creates what waited for a queue, in the order in which it came. */
  void release(Queue queue, Turn turn) {
    parking.release(queue.name()).forEach(create -> create(queue, create, turn));
  }

  private Result create(Queue queue, Input.Create create, Turn turn) {
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
        create.generatedName(),
        new Definition.Waiting(0),
        create.payload());
  }
}
