package dev.sluice.delivery.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which attempts of a lane wait for the end of which others (design section 5: never over). The
 * scheduler names each attempt as the predecessor of one other at most, so as many run as if they
 * had been dispatched one after the other.
 *
 * <p>An attempt that ends before its turn leaves its turn to its successor: who waits for it, now
 * or later, waits for its predecessor instead.
 */
final class Succession {

  private final Map<Long, HeldAttempt> held;

  /** Who waits, by the sequence that is waited for. */
  private final Map<Long, HeldAttempt> waiting = new HashMap<>();

  /** What ended before its turn and without a successor, and what it waited for or would have. */
  private final Map<Long, Long> passedOn = new HashMap<>();

  private final List<HeldAttempt> freed = new ArrayList<>();

  /** Up to here it is not known here what became of the attempts that are not held. */
  private long unknownTo;

  Succession(Map<Long, HeldAttempt> held) {
    this.held = held;
  }

  /** The lane was assigned; others may have received what comes up to that sequence. */
  void assign(long received) {
    unknownTo = received;
    passedOn.clear();
  }

  /**
   * Of what comes up to that sequence, some never came: it was lost on the way or is unreadable.
   */
  void unknownTo(long sequence) {
    unknownTo = sequence;
  }

  /**
   * Takes in an attempt that was received.
   *
   * @return false if nobody here can tell when the one before it ends: it is not to be made
   */
  boolean admit(HeldAttempt attempt) {
    Long passed = passedOn.remove(attempt.after());
    long before = passed == null ? attempt.after() : passed;
    HeldAttempt predecessor = held.get(before);
    while (predecessor != null && passedItsTurnOn(predecessor)) {
      before = predecessor.after();
      predecessor = held.get(before);
    }
    boolean runs = predecessor != null && !predecessor.is(HeldAttempt.State.ENDED);
    boolean ended = before == 0 || before > unknownTo || predecessor != null;
    attempt.follow(runs || !ended ? before : 0);
    boolean admitted = runs ? waiting.putIfAbsent(before, attempt) == null : ended;
    if (!admitted) {
      passedOn.put(attempt.key.sequence(), before);
    }
    return admitted;
  }

  /** Whether it ended before its turn; known even when the lane has come back since. */
  private static boolean passedItsTurnOn(HeldAttempt attempt) {
    return attempt.is(HeldAttempt.State.ENDED) && attempt.after() != 0;
  }

  /** An attempt has ended. */
  void ended(HeldAttempt attempt) {
    long sequence = attempt.key.sequence();
    long before = attempt.after();
    HeldAttempt next = waiting.remove(sequence);
    if (before == 0) {
      passedOn.values().removeIf(waitedFor -> waitedFor == sequence);
      if (next != null) {
        next.follow(0);
        freed.add(next);
      }
    } else if (waiting.remove(before, attempt)) {
      if (next == null) {
        passedOn.put(sequence, before);
      } else {
        next.follow(before);
        waiting.put(before, next);
      }
    }
  }

  /** Returns what may start since it was asked last. */
  List<HeldAttempt> freed() {
    List<HeldAttempt> all = List.copyOf(freed);
    freed.clear();
    return all;
  }
}
