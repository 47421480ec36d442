package dev.sluice.bench.faults;

import java.time.Instant;

/**
 * A task that somebody wanted.
 *
 * @param due when it may leave
 * @param acknowledged whether its creator was told that it is there
 */
record Created(int number, TaskKind kind, Instant due, boolean acknowledged) {

  String id() {
    return "task-" + number;
  }
}
