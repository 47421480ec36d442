package dev.sluice.topology.core;

/**
 * How long a failed task waits (spec section 3.1): the shortest wait, doubled some times, then
 * growing linearly, up to the longest.
 */
final class Backoff {

  /** A wait asked for by Retry-After is honoured up to this, or up to maxBackoff if longer. */
  static final long LONGEST_RETRY_AFTER_MICROS = 3_600 * Micros.PER_SECOND;

  private Backoff() {}

  /**
   * Returns the wait before a retry.
   *
   * @param retry number of the retry, from 1
   */
  static long waitMicros(QueueSettings settings, int retry) {
    int doublings = Math.min(retry - 1, settings.maxDoublings());
    long linear = Math.max(1, retry - doublings);
    long min = Micros.of(settings.minBackoff());
    long max = Micros.of(settings.maxBackoff());
    // 2^62 is beyond every longest wait, unless the shortest is zero.
    long factor = Micros.multiply(1L << Math.min(doublings, 62), linear);
    return Math.min(max, Micros.multiply(min, factor));
  }

  /**
   * Returns the wait before a retry when the response asked for one.
   *
   * @param retryAfterMillis wait the response asked for; -1: none
   */
  static long waitMicros(QueueSettings settings, int retry, long retryAfterMillis) {
    long wait = waitMicros(settings, retry);
    if (retryAfterMillis <= 0) {
      return wait;
    }
    long cap = Math.max(Micros.of(settings.maxBackoff()), LONGEST_RETRY_AFTER_MICROS);
    return Math.max(wait, Math.min(cap, Micros.ofMillis(retryAfterMillis)));
  }
}
