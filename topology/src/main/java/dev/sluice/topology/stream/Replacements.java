package dev.sluice.topology.stream;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * Whether and when a failed thread is replaced: each failure within the window doubles the pause,
 * and too many of them are no passing trouble. Safe for use by several threads.
 */
final class Replacements {

  /** What is borne, for people. */
  static final String RULE = "20 failures in 10 minutes";

  static final int MOST = 20;
  static final Duration WINDOW = Duration.ofMinutes(10);
  static final Duration FIRST_PAUSE = Duration.ofMillis(100);

  /** The thread keeps its partitions meanwhile, so they stand still at most so long. */
  static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final Deque<Long> failuresNanos = new ArrayDeque<>();

  /**
   * Notes a failure.
   *
   * @param nowNanos a time that never goes back, as of {@link System#nanoTime()}
   * @return how long to wait before the thread is replaced; empty if it is not to be replaced
   */
  synchronized Optional<Duration> next(long nowNanos) {
    while (!failuresNanos.isEmpty() && nowNanos - failuresNanos.getFirst() >= WINDOW.toNanos()) {
      failuresNanos.removeFirst();
    }
    if (failuresNanos.size() == MOST) {
      return Optional.empty();
    }
    Duration pause = FIRST_PAUSE.multipliedBy(1L << failuresNanos.size());
    failuresNanos.addLast(nowNanos);
    return Optional.of(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
  }
}
