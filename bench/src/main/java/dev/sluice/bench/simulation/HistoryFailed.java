package dev.sluice.bench.simulation;

import org.jspecify.annotations.Nullable;

/** A history broke a promise: which, and when. */
final class HistoryFailed extends AssertionError {

  private static final long serialVersionUID = 1;

  private final transient History history;
  private final String trace;
  private final Throwable failure;

  /**
   * A failure.
   *
   * @param history what happened up to it
   * @param trace its last events
   */
  HistoryFailed(History history, String trace, Throwable failure) {
    super("seed " + history.seed() + ": " + words(failure) + "\n" + trace, failure);
    this.history = history;
    this.trace = trace;
    this.failure = failure;
  }

  History history() {
    return history;
  }

  /** Returns its last events, one a line. */
  String trace() {
    return trace;
  }

  /** Returns what was broken, in a line. */
  String words() {
    return words(failure);
  }

  private static String words(Throwable failure) {
    return failure instanceof Violation ? String.valueOf(failure.getMessage()) : failure.toString();
  }

  /** Returns the promise that was broken; null: it was no promise, something threw. */
  Violation.@Nullable Promise promise() {
    return failure instanceof Violation violation ? violation.promise() : null;
  }

  /** Whether two failures have the same cause, as far as can be told. */
  boolean isLike(HistoryFailed other) {
    return promise() == other.promise() && failure.getClass() == other.failure.getClass();
  }
}
