package dev.sluice.bench.faults;

import java.time.Duration;
import java.time.Instant;

/**
 * A request that the target got.
 *
 * @param task number of the task
 * @param worker name of the worker that sent it
 * @param answered when its answer was ready; its sender may have been gone
 */
record Request(
    int task, TaskKind kind, String worker, Instant arrived, int status, Instant answered) {

  /** Returns whether it was open at some moment of a time. */
  boolean overlaps(Instant from, Instant to) {
    return !arrived.isAfter(to) && !answered.isBefore(from);
  }

  /** The earliest time at which the next attempt may leave. */
  Instant nextAttempt() {
    return answered.plus(status == 200 ? Duration.ZERO : TaskKind.MIN_BACKOFF);
  }
}
