package dev.sluice.topology.core;

import dev.sluice.topology.core.Decision.Verdict.Result;

/**
 * Takes in new tasks. The first create of a name wins (design section 4). One that finds its queue
 * full is refused if somebody waits for the answer and can be told so, waits where it is if nobody
 * does, and is let in if it may have been acknowledged.
 */
final class Creates {

  private static final Result PARKED = new Decision.Verdict.Parked();

  private final Queues queues;
  private final Births births;
  private final Parking parking;
  private final Releases releases;
  private final Admission admission;
  private final Holds holds;

  Creates(
      Partition partition,
      Births births,
      Parking parking,
      Releases releases,
      Admission admission,
      Holds holds) {
    this.queues = partition.queues();
    this.births = births;
    this.parking = parking;
    this.releases = releases;
    this.admission = admission;
    this.holds = holds;
  }

  Result accept(Coordinates at, Input.Create create, Turn turn) {
    Queue queue = queues.byName(create.queueName());
    if (queue == null) {
      return withoutQueue(create, turn);
    }
    releases.releaseName(create.queueName(), create.taskId(), turn);
    Result result = accept(at, queue, create, turn);
    admission.tellIfFull(queue, turn);
    return result;
  }

  /**
   * Takes in a create that could not be read when its turn was. It comes in whatever the limit is:
   * what is behind it in its topic may be in already, and would be read again if it were to wait.
   */
  Result acceptLate(Input.Create create, Turn turn) {
    Queue queue = queues.byName(create.queueName());
    if (queue == null) {
      return withoutQueue(create, turn);
    }
    releases.releaseName(create.queueName(), create.taskId(), turn);
    Result result = births.create(queue, create, turn);
    admission.tellIfFull(queue, turn);
    return result;
  }

  private Result withoutQueue(Input.Create create, Turn turn) {
    if (create.awaitsVerdict() && !create.generatedName()) {
      return Refusals.NO_QUEUE;
    }
    parking.park(create, turn);
    return PARKED;
  }

  private Result accept(Coordinates at, Queue queue, Input.Create create, Turn turn) {
    if (!admission.isFull(queue) || (create.awaitsVerdict() && create.generatedName())) {
      return births.create(queue, create, turn);
    }
    if (!create.awaitsVerdict()) {
      holds.add(queue, at, create.appendedMicros());
      return PARKED;
    }
    return births.needsRoom(queue, create, turn)
        ? admission.refusal(queue)
        : births.create(queue, create, turn);
  }

  /** What cannot be read yet keeps its place among records that wait for room. */
  void noteUnread(Coordinates at, String taskName) {
    int end = taskName.lastIndexOf("/tasks/");
    if (end >= 0) {
      noteDelete(at, taskName.substring(0, end));
    }
  }

  /** A record that is a dead letter is none of those that wait around it. */
  void noteDecided(Coordinates at, String queueName) {
    Queue queue = queueName.isEmpty() ? null : queues.byName(queueName);
    if (queue != null) {
      holds.noteDecided(queue, at);
    }
  }

  /** A delete is carried out at once; and again in its place, if creates wait before it. */
  void noteDelete(Coordinates at, String queueName) {
    Queue queue = queues.byName(queueName);
    if (queue != null) {
      holds.addIfAny(queue, at);
    }
  }
}
