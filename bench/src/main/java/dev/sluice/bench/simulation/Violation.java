package dev.sluice.bench.simulation;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A promise was broken. */
final class Violation extends AssertionError {

  private static final long serialVersionUID = 1;

  private final Promise promise;

  /** The promises that are checked. */
  enum Promise {
    NEVER_LOST,
    NEVER_EARLY,
    NEVER_OVER,
    ONE_LIVE_ATTEMPT,
    DUPLICATES_REFUSED,
    AFTER_COMMIT,
    DECIDED_BY_THE_RULES,
    STATE_AGREES,
    REPLAY_CHANGES_NOTHING
  }

  Violation(Promise promise, String message) {
    super(promise + ": " + message);
    this.promise = promise;
  }

  Promise promise() {
    return promise;
  }

  /** Throws one with a formatted message unless something holds. */
  @SuppressWarnings("AnnotateFormatMethod") // The annotation is a library's, for this alone.
  static void check(boolean holds, Promise promise, String message, @Nullable Object... about) {
    if (!holds) {
      throw new Violation(promise, String.format(Locale.ROOT, message, about));
    }
  }
}
