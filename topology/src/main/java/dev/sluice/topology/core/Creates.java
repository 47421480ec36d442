package dev.sluice.topology.core;

import dev.sluice.topology.core.Decision.Verdict.Result;

/** Takes in new tasks. The first create of a name wins (design section 4). */
final class Creates {

  private static final Result PARKED = new Decision.Verdict.Parked();

  private final Queues queues;
  private final Births births;
  private final Parking parking;
  private final Releases releases;

  Creates(Partition partition, Births births, Parking parking, Releases releases) {
    this.queues = partition.queues();
    this.births = births;
    this.parking = parking;
    this.releases = releases;
  }

  Result accept(Input.Create create, Turn turn) {
    Queue queue = queues.byName(create.queueName());
    if (queue != null) {
      releases.releaseName(create.queueName(), create.taskId(), turn);
      return births.create(queue, create, turn);
    }
    if (create.awaitsVerdict() && !create.generatedName()) {
      return Refusals.NO_QUEUE;
    }
    parking.park(create, turn);
    return PARKED;
  }
}
