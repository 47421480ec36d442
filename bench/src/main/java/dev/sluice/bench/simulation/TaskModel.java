package dev.sluice.bench.simulation;

import dev.sluice.topology.core.Coordinates;
import dev.sluice.topology.core.Input;
import org.jspecify.annotations.Nullable;

/** A task as the rules say it is. */
final class TaskModel {

  /** Where a living task stands. */
  enum State {
    WAITING,
    IN_FLIGHT,
    RETRYING
  }

  /** How a task ended. */
  enum Fate {
    COMPLETED,
    DELETED,
    PURGED,
    EXPIRED,
    QUEUE_DELETED,
    DEAD_LETTER
  }

  final QueueModel queue;
  final String id;
  final Coordinates incarnation;
  final long appendedMicros;
  final long createMicros;
  final long scheduleMicros;
  final long deadlineMillis;
  final boolean generatedName;
  final byte[] payload;

  State state = State.WAITING;
  @Nullable Fate fate;
  @Nullable AttemptModel current;
  long dueMicros;
  long firstDispatchMicros = -1;
  int dispatchCount;
  int responseCount;
  int executionCount;
  int previousResponse;
  int attemptsUsed;
  int lossesRunning;

  TaskModel(
      QueueModel queue,
      Coordinates incarnation,
      long appendedMicros,
      Input.Create create,
      long nowMicros) {
    this.queue = queue;
    this.id = create.taskId();
    this.incarnation = incarnation;
    this.appendedMicros = appendedMicros;
    this.createMicros = create.createMicros();
    this.scheduleMicros = create.scheduleMicros();
    this.deadlineMillis = create.deadlineMillis();
    this.generatedName = create.generatedName();
    this.payload = create.payload();
    this.dueMicros =
        scheduleMicros <= createMicros ? Math.min(createMicros, nowMicros) : scheduleMicros;
  }

  boolean lives() {
    return fate == null;
  }

  long expiryMicros() {
    return Math.max(createMicros, scheduleMicros) + queue.settings.taskTtl().toNanos() / 1000;
  }

  /** Whether an attempt is the one whose end decides. */
  boolean runsAs(AttemptModel attempt) {
    return lives() && state == State.IN_FLIGHT && current == attempt;
  }

  @Override
  public String toString() {
    return queue.name + '/' + id + '@' + incarnation.topic() + incarnation.offset();
  }
}
