package dev.sluice.bench.simulation;

/** A history broke a promise: which, when, and how to see it again. */
final class HistoryFailed extends AssertionError {

  private static final long serialVersionUID = 1;

  HistoryFailed(long seed, String trace, Throwable cause) {
    super(
        "seed "
            + seed
            + " (again: -Dsluice.simulation.seed="
            + seed
            + "): "
            + cause.getMessage()
            + "\n"
            + trace,
        cause);
  }
}
