package dev.sluice.bench.faults;

import java.time.Instant;

/**
 * A promise that was broken.
 *
 * @param at when
 * @param what for people
 */
record Violation(Promise promise, Instant at, String what) {

  enum Promise {
    LOST,
    REPEATED,
    EARLY,
    OVER,
    OTHER
  }
}
