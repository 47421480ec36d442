package dev.sluice.topology.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * How long a thread may wait for records: until the first of its partitions has something to do by
 * time alone, as when a task falls due, or until the transaction that somebody waits for may end.
 * What is dispatched leaves with a commit, so there is no use in waking before one may follow. Used
 * by one thread.
 */
final class PollRest {

  /** What needs no precision (expiry, silent workers) is looked at so often in any case. */
  static final Duration LONGEST = Duration.ofMillis(100);

  /** Beyond this a commit is not waited for: there may be more to do than one can take. */
  private static final long SHORT_MICROS = 20_000;

  private static final long MICROS_PER_MILLI = 1_000;

  private final CommitPace pace;
  private final Map<Integer, Long> untilMicros = new HashMap<>();

  PollRest(CommitPace pace) {
    this.pace = pace;
  }

  /**
   * A partition has nothing to do by itself before a time.
   *
   * @param elapsedMicros the time, of a clock that only goes on
   */
  void until(int partition, long elapsedMicros) {
    untilMicros.put(partition, elapsedMicros);
  }

  /** A partition is another thread's. */
  void forget(int partition) {
    untilMicros.remove(partition);
  }

  /** Returns how long the thread may rest now; never nothing, so that no mistake makes it spin. */
  Duration now(long elapsedMicros) {
    if (untilMicros.isEmpty()) {
      return LONGEST;
    }
    long untilCommit = Math.min(SHORT_MICROS, pace.untilDueMicros(elapsedMicros));
    long rest = Math.max(untilCommit, firstMicros() - elapsedMicros);
    if (pace.isAwaited()) {
      // Streams commits nothing during a rebalance, whoever waits.
      rest = untilCommit < -SHORT_MICROS ? SHORT_MICROS : untilCommit;
    }
    long millis = Math.ceilDiv(rest, MICROS_PER_MILLI);
    return Duration.ofMillis(Math.clamp(millis, 1, LONGEST.toMillis()));
  }

  private long firstMicros() {
    return untilMicros.values().stream().mapToLong(Long::longValue).min().orElseThrow();
  }
}
