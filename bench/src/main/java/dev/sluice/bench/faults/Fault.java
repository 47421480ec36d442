package dev.sluice.bench.faults;

import java.time.Duration;
import java.time.Instant;

/**
 * Something that was done to a process, or to all of a role.
 *
 * @param member its name; that of the role if it was done to all
 * @param begin when it was done
 * @param end when the process was ready again, or as it should be again; with several brokers, when
 *     all their copies were up to date
 */
record Fault(Kind kind, Role role, String member, Instant begin, Instant end) {

  enum Kind {
    /** SIGKILL, then started again. */
    KILLED,
    /** SIGSTOP, then SIGCONT. */
    FROZEN,
    /** SIGTERM, waited for, then started again. */
    REPLACED,
    /** All of a role replaced, one after the other. */
    ROLLED,
    /** A broker's disk is full; then there is room again, and the broker is started again. */
    DISK_FILLED,
    /** Connections to a broker, to all brokers or to an API server are closed at once. */
    CUT,
    /** Such connections stay open, and nothing passes; then everything does. */
    STALLED,
    /** Such connections are slow. */
    DELAYED,
    /** The wall clock of a worker is wrong for a while. */
    CLOCK_STEPPED
  }

  Duration length() {
    return Duration.between(begin, end);
  }

  /** How it is counted. */
  String title() {
    return role.word() + " " + kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }

  @Override
  public String toString() {
    return member + " " + kind + " " + begin + " to " + end;
  }
}
