package dev.sluice.topology.core;

/**
 * How many attempts a queue may have dispatched ahead of its concurrency limit, by how long its
 * attempts took lately. Between the end of an attempt and the arrival of the next one lie two
 * commits; with attempts in store at the worker a queue does not wait for them. What is in store
 * should start within {@link #REACH_MICROS}: a paused queue still makes those attempts.
 *
 * @param meanMicros moving mean of the durations; {@link #NO_MEAN} before the first
 */
record Foresight(long meanMicros) {

  static final Foresight NONE = new Foresight(Foresight.NO_MEAN);

  private static final long NO_MEAN = -1;
  private static final long REACH_MICROS = 200_000;

  /** Commits do not matter to attempts that take longer. */
  private static final long LONG_MICROS = 500_000;

  private static final long SHORTEST_MICROS = 1_000;

  /** Queues of little concurrency need more in store than they can run, if they are fast. */
  private static final int ENOUGH = 32;

  private static final int WEIGHT = 8;

  /** An attempt ended. One that was given back waited too long: the guess was too good. */
  Foresight noting(Input.Outcome outcome) {
    if (outcome.kind() == Input.Outcome.Kind.ABANDONED) {
      return new Foresight(Math.max(meanMicros, 2 * LONG_MICROS));
    }
    long tookMicros = Math.max(0, outcome.responseMicros() - outcome.startMicros());
    return new Foresight(
        meanMicros == NO_MEAN ? tookMicros : meanMicros + (tookMicros - meanMicros) / WEIGHT);
  }

  /** Returns how many attempts may be ahead of so many that run. */
  long limit(int maxConcurrent) {
    if (meanMicros == NO_MEAN || meanMicros > LONG_MICROS) {
      return 0;
    }
    long usable = maxConcurrent * REACH_MICROS / Math.max(meanMicros, SHORTEST_MICROS);
    return Math.min(usable, Math.max(ENOUGH, 2L * maxConcurrent));
  }
}
