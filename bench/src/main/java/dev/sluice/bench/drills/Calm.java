package dev.sluice.bench.drills;

import java.time.Duration;

/**
 * Waits until what is created arrives at once, for a while. New processes are slow at first, the
 * slower the fewer cores they share, and no operator goes on before they keep up.
 */
final class Calm {

  private static final Duration LASTS = Duration.ofSeconds(5);
  private static final Duration LIMIT = Duration.ofMinutes(6);

  private Calm() {}

  /**
   * Waits for it, or for six minutes.
   *
   * @param feed the only one of which tasks arrive
   * @param mostLate so many tasks may be late
   * @return seconds that it took
   */
  static double await(Site site, Feed feed, int mostLate) throws InterruptedException {
    long[] lateNanos = {System.nanoTime()};
    return Site.await(
        LIMIT,
        () -> {
          long nowNanos = System.nanoTime();
          if (feed.planned() - site.target().tasksSeen() > mostLate) {
            lateNanos[0] = nowNanos;
          }
          return nowNanos - lateNanos[0] > LASTS.toNanos();
        });
  }
}
