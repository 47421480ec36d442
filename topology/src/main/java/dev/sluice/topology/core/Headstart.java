package dev.sluice.topology.core;

import java.time.Duration;

/**
 * How long before its time an attempt may be dispatched. Its worker keeps it until then, so that
 * the commits on the way do not make it late. It takes its token at the time it starts, and a place
 * from the dispatch on; so that those who are due find places, at most half of a queue's are held
 * in this way.
 *
 * @param micros 0: nothing is dispatched before its time
 */
record Headstart(long micros) {

  static Headstart of(Duration ahead) {
    return new Headstart(Micros.of(ahead));
  }

  /** What a queue may use of it just now, in microseconds. */
  long of(Queue queue) {
    boolean half = 2 * (queue.occupied() + 1) <= queue.settings().maxConcurrentDispatches();
    return half ? micros : 0;
  }
}
