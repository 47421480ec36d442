package dev.sluice.topology.stream;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** What the partitions of a thread share, for each thread: when to commit, and how long to rest. */
final class Pacing {

  private final ThreadLocal<CommitPace> paces;
  private final ThreadLocal<PollRest> rests;

  Pacing(Duration commitInterval) {
    long intervalMicros = TimeUnit.MILLISECONDS.toMicros(commitInterval.toMillis());
    this.paces = ThreadLocal.withInitial(() -> new CommitPace(intervalMicros));
    this.rests = ThreadLocal.withInitial(() -> new PollRest(pace()));
  }

  /** The calling thread's. */
  CommitPace pace() {
    return paces.get();
  }

  /** The calling thread's. */
  PollRest rest() {
    return rests.get();
  }
}
