package dev.sluice.topology.core;

import java.util.Optional;

/** A living task at hand. */
final class Task {

  final Queue queue;
  final String id;
  final Definition definition;
  final Status status;

  /** Whether the status is in the table. */
  boolean statusStored;

  Task(Queue queue, String id, Definition definition, Status status, boolean statusStored) {
    this.queue = queue;
    this.id = id;
    this.definition = definition;
    this.status = status;
    this.statusStored = statusStored;
  }

  boolean purged() {
    return definition.appendedMicros() < queue.snapshot.purgeMicros();
  }

  long expiryMicros() {
    return Micros.add(definition.baseMicros(), queue.taskTtlMicros());
  }

  TaskSnapshot snapshot() {
    return snapshot(queue.name(), id, definition, status);
  }

  static TaskSnapshot snapshot(String queueName, String id, Definition definition, Status status) {
    Optional<AttemptRecord> running =
        status.state == Status.State.DISPATCHED
            ? Optional.of(Attempts.inFlight(status.dueMicros, status.dispatchMicros))
            : Optional.empty();
    Optional<AttemptRecord> first = status.attempts.stream().findFirst().or(() -> running);
    Optional<AttemptRecord> last =
        running.or(() -> status.attempts.stream().reduce((older, newer) -> newer));
    return new TaskSnapshot(
        queueName,
        id,
        definition.payload(),
        definition.createMicros(),
        status.dueMicros,
        status.dispatchCount,
        status.responseCount,
        first,
        last);
  }
}
