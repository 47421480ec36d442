package dev.sluice.topology.core;

import java.time.Duration;

/**
 * How long before its time an attempt may be dispatched. Its worker keeps it until then, so that
 * the commits on the way do not make it late. It takes its token for the time it starts, and a
 * place from the dispatch on; so that those who are due find places, at most half of a queue's are
 * held in this way.
 *
 * @param micros 0: nothing is dispatched before its time
 */
record Headstart(long micros) {

  static final long MOST_MICROS = Micros.of(Scheduler.Rules.MOST_AHEAD);

  static Headstart of(Duration ahead) {
    return new Headstart(Micros.of(ahead));
  }

  /**
   * When an attempt may be dispatched.
   *
   * @param dueMicros when its task is due
   * @param startMicros when it is to start: it is due, and has a token
   */
  long leaveMicros(Queue queue, long dueMicros, long startMicros) {
    boolean waitsForToken = startMicros > dueMicros;
    boolean may = leavesPlaces(queue) && (waitsForToken || leavesTokens(queue));
    return may ? startMicros - micros : startMicros;
  }

  /**
   * Whether an attempt that waits for its time leaves enough places; never, without a headstart.
   */
  boolean leavesPlaces(Queue queue) {
    return micros > 0 && 2 * (queue.occupied() + 1) <= queue.settings().maxConcurrentDispatches();
  }

  /**
   * A bucket that is full does not gain what it would until the start, so that much is not there
   * for those who are due before (see {@link TokenBucket#nextTokenMicros}). Half of it is to be.
   */
  private boolean leavesTokens(Queue queue) {
    QueueSettings settings = queue.settings();
    double gained = settings.maxDispatchesPerSecond() * micros / Micros.PER_SECOND;
    return settings.maxBurstSize() >= 2 * gained;
  }
}
