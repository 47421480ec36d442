package dev.sluice.topology.core;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Who may come in. Named creates whose creator waits are refused when their queue is full; those
 * without a name may have been acknowledged already, so they are let in, and API servers are told
 * to send no more; records of Kafka apps, for which nobody waits, wait in their topic.
 */
final class Admission {

  private final Budget installation;
  private final Holds holds;

  /** Queues of which this transaction has told that they are full. */
  private final Set<Long> told = new HashSet<>();

  private Optional<Budget.Shortage> shortage = Optional.empty();

  Admission(Budget installation, Holds holds) {
    this.installation = installation;
    this.holds = holds;
  }

  void shortage(Optional<Budget.Shortage> now) {
    shortage = now;
  }

  /** Whether a queue takes no more now. */
  boolean isFull(Queue queue) {
    return shortage.isPresent()
        || budget(queue).isSpent(queue.tasks, queue.bytes)
        || holds.any(queue.id);
  }

  /** Whether the next record that waits may come in. */
  boolean takesHeld(Queue queue) {
    return shortage.isEmpty() && !budget(queue).isSpent(queue.tasks, queue.bytes);
  }

  /** Whether it is worth going back for the records that wait. */
  boolean hasRoom(Queue queue) {
    return shortage.isEmpty() && budget(queue).hasRoom(queue.tasks, queue.bytes);
  }

  /** Whether records that have waited too long may come in beyond the queue's limits. */
  boolean mayExceed() {
    return shortage.isEmpty();
  }

  private Budget budget(Queue queue) {
    return queue.settings().budget().or(installation);
  }

  Decision.Verdict.Rejected refusal(Queue queue) {
    return new Decision.Verdict.Rejected(
        Decision.Verdict.Reason.RESOURCE_EXHAUSTED, message(queue));
  }

  private String message(Queue queue) {
    Budget.Pending pending = new Budget.Pending(queue.tasks, queue.bytes, held(queue));
    return budget(queue)
        .refusal(queue.name(), pending, shortage)
        .orElseThrow(() -> new IllegalStateException(queue.name() + ": not full"));
  }

  /** A range of records that wait may hold some that are not counted. */
  private long held(Queue queue) {
    return holds.any(queue.id) ? Math.max(1, holds.count(queue.id)) : 0;
  }

  /** Has API servers told that a queue is full, once in each transaction, if it is. */
  void tellIfFull(Queue queue, Turn turn) {
    if (isFull(queue) && told.add(queue.id)) {
      turn.emit(new Decision.QueueFull(queue.name(), message(queue)));
    }
  }

  void flush() {
    told.clear();
  }
}
