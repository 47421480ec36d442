package dev.sluice.bench.faults;

import java.time.Instant;

/**
 * Something that was done to a process.
 *
 * @param member its name
 * @param begin when it was done
 * @param end when the process was ready again, or running again
 */
record Fault(Kind kind, Role role, String member, Instant begin, Instant end) {

  enum Kind {
    /** SIGKILL, then started again. */
    KILLED,
    /** SIGSTOP, then SIGCONT. */
    FROZEN,
    /** SIGTERM, waited for, then started again. */
    REPLACED
  }

  /**
   * Returns whether an attempt that was under way meanwhile may be made again: a worker that is
   * killed or frozen may, and so may workers that cannot reach Kafka for ten seconds (design
   * section 5). A planned stop may not.
   */
  boolean mayRepeatAttempts() {
    return role == Role.KAFKA || (role == Role.WORKER && kind != Kind.REPLACED);
  }

  @Override
  public String toString() {
    return member + " " + kind + " " + begin + " to " + end;
  }
}
