package dev.sluice.standalone.up;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From the start of a process to its end by a signal or a failure. A signal means success: the
 * parts are stopped and the exit code is 0, which Java would make 143.
 */
final class Lifetime {

  private static final Logger log = LoggerFactory.getLogger(Lifetime.class);

  /** Beyond the grace period, for everything that is not an attempt. */
  private static final Duration MARGIN = Duration.ofSeconds(25);

  /** How long parts may take to stop when one of them has failed. */
  private static final Duration AFTER_FAILURE = Duration.ofSeconds(5);

  private final Duration grace;
  private final Parts parts = new Parts();
  private final AtomicBoolean failed = new AtomicBoolean();
  private final AtomicBoolean ending = new AtomicBoolean();
  private final CountDownLatch ended = new CountDownLatch(1);

  private Lifetime(Duration grace) {
    this.grace = grace;
  }

  /**
   * Takes over what SIGTERM and SIGINT do.
   *
   * @param grace how long running attempts may take to end
   */
  static Lifetime begin(Duration grace) {
    Lifetime lifetime = new Lifetime(grace);
    Runtime.getRuntime().addShutdownHook(new Thread(lifetime::end, "stop"));
    EarlySignal.over();
    return lifetime;
  }

  /** Where what is started is put. */
  Parts parts() {
    return parts;
  }

  /** Says that the process ends because something failed. */
  void fail() {
    failed.set(true);
  }

  /** Whether a signal has come. */
  boolean isEnding() {
    return ending.get();
  }

  /** Waits for the process to end after a signal. */
  void awaitEnd() throws InterruptedException {
    ended.await();
  }

  private void end() {
    ending.set(true);
    boolean success = !failed.get();
    Thread stopping = Thread.ofPlatform().daemon().start(() -> stop(success));
    Duration limit = (success ? grace : AFTER_FAILURE).plus(MARGIN);
    try {
      if (!ended.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("event=stop_cut_off after={} thread={}", limit, stopping.getName());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // From a hook this is the only way to end with another code than the signal's.
    Runtime.getRuntime().halt(success ? 0 : 1);
  }

  private void stop(boolean success) {
    log.info("event=stopping grace={}", success ? grace : AFTER_FAILURE);
    boolean clean = parts.stop(success ? grace : AFTER_FAILURE);
    log.info("event=stopped clean={}", clean);
    ended.countDown();
  }
}
