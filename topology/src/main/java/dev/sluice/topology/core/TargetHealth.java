package dev.sluice.topology.core;

/**
 * How a queue's target has answered lately, and the rate that follows (spec section 2.2).
 *
 * <p>Attempts that ended are counted for at least a second; then the limit moves and counting
 * starts anew. If at least one in ten was answered that the target is too busy (429 or 503; for App
 * Engine only 503), the limit becomes 0.7 of what was really done. If at least half failed
 * otherwise (5xx, no response), and there were ten or more, it goes down in the same way, but not
 * below a tenth of the queue's rate: such failures may be the tasks' own. Otherwise, if anything
 * succeeded, the limit rises by half, until it reaches the queue's own rate and is gone. So a
 * target that recovers is back at 500/s from 1/s within 16 s.
 *
 * <p>Other responses than those say nothing about the target's strength.
 *
 * @param sinceMicros when counting started; meaningless while all counts are 0
 * @param succeeded attempts that got a 2xx
 * @param failed attempts that failed in another way than by refusing for load
 * @param busy attempts that were answered that the target is too busy
 * @param other attempts that ended otherwise
 */
record TargetHealth(long sinceMicros, int succeeded, int failed, int busy, int other) {

  /** Nothing counted. */
  static final TargetHealth UNKNOWN = new TargetHealth(0, 0, 0, 0, 0);

  static final long WINDOW_MICROS = Micros.PER_SECOND;

  /** A target that is too busy still gets so much, or the queue's own rate if that is less. */
  static final double SLOWEST_PER_SECOND = 1;

  private static final double DECREASE = 0.7;
  private static final double INCREASE = 1.5;
  private static final double BUSY_SHARE = 0.1;
  private static final double FAILED_SHARE = 0.5;
  private static final int ENOUGH_TO_JUDGE_FAILURES = 10;
  private static final double SLOWEST_SHARE_WHEN_FAILING = 0.1;

  private static final int TOO_MANY_REQUESTS = 429;
  private static final int UNAVAILABLE = 503;

  /** Counts an attempt that ended. */
  TargetHealth counting(Input.Outcome outcome, boolean appEngine, long nowMicros) {
    long since = total() == 0 ? nowMicros : sinceMicros;
    return switch (outcome.kind()) {
      case DEADLINE_EXCEEDED, CONNECTION_FAILED ->
          new TargetHealth(since, succeeded, failed + 1, busy, other);
      case ABANDONED, REFUSED -> this;
      case RESPONDED -> {
        int status = outcome.httpStatus();
        if (status == UNAVAILABLE || (status == TOO_MANY_REQUESTS && !appEngine)) {
          yield new TargetHealth(since, succeeded, failed, busy + 1, other);
        }
        yield switch (status / 100) {
          case 2 -> new TargetHealth(since, succeeded + 1, failed, busy, other);
          case 5 -> new TargetHealth(since, succeeded, failed + 1, busy, other);
          default -> new TargetHealth(since, succeeded, failed, busy, other + 1);
        };
      }
    };
  }

  /** Whether it is time to judge. */
  boolean isRipe(long nowMicros) {
    return total() > 0 && nowMicros - sinceMicros >= WINDOW_MICROS;
  }

  /**
   * Returns the new limit, in dispatches per second; 0: none.
   *
   * @param limitPerSecond the present one; 0: none
   * @param ratePerSecond the queue's own rate
   */
  double limitPerSecond(double limitPerSecond, double ratePerSecond, long nowMicros) {
    double present = limitPerSecond == 0 ? ratePerSecond : Math.min(limitPerSecond, ratePerSecond);
    if (busy >= BUSY_SHARE * total()) {
      return lowered(present, Math.min(SLOWEST_PER_SECOND, ratePerSecond), nowMicros);
    }
    if (total() >= ENOUGH_TO_JUDGE_FAILURES && failed >= FAILED_SHARE * total()) {
      return lowered(present, ratePerSecond * SLOWEST_SHARE_WHEN_FAILING, nowMicros);
    }
    double raised = succeeded == 0 ? present : present * INCREASE;
    return raised >= ratePerSecond ? 0 : raised;
  }

  private double lowered(double present, double floor, long nowMicros) {
    double donePerSecond = (double) total() * Micros.PER_SECOND / (nowMicros - sinceMicros);
    return Math.max(Math.min(present, floor), Math.min(present, donePerSecond) * DECREASE);
  }

  private int total() {
    return succeeded + failed + busy + other;
  }
}
