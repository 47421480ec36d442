package dev.sluice.topology.core;

/** When a failed task is given up (spec section 3.2). */
final class StopRule {

  private StopRule() {}

  /**
   * Returns whether a task that just failed is given up. With both limits set, both must be
   * reached; with neither, only its time to live ends it.
   *
   * @param attemptsUsed attempts that failed; lost and abandoned ones are not among them
   * @param ageMicros time since the first attempt
   */
  static boolean givesUp(QueueSettings settings, int attemptsUsed, long ageMicros) {
    boolean limitsAttempts = settings.maxAttempts() >= 0;
    boolean limitsAge = !settings.maxRetryDuration().isZero();
    boolean attemptsReached = attemptsUsed >= settings.maxAttempts();
    boolean ageReached = ageMicros > Micros.of(settings.maxRetryDuration());
    if (limitsAttempts && limitsAge) {
      return attemptsReached && ageReached;
    }
    return limitsAttempts ? attemptsReached : limitsAge && ageReached;
  }
}
