package dev.sluice.topology.stream;

import dev.sluice.topology.core.UnknownLayoutException;
import java.util.Optional;

/** Failures that another thread would meet again at once. */
final class Hopeless {

  private Hopeless() {}

  /** Returns why a thread need not be replaced after this, for people; empty if it should be. */
  static Optional<String> why(Throwable failure) {
    if (!(failure instanceof Exception)) {
      return Optional.of("scheduler: gave up after " + failure);
    }
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof UnknownLayoutException) {
        return Optional.of(
            "scheduler: cannot read its state: "
                + each.getMessage()
                + "; a later release wrote it: start that one again");
      }
    }
    return Optional.empty();
  }
}
