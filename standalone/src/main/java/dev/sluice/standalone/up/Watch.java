package dev.sluice.standalone.up;

import dev.sluice.standalone.error.UserErrorException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches what has been started.
 *
 * @param ready whether it can serve
 * @param failure why it has stopped for good, if it has
 * @param waitingFor what is not ready yet, for logs
 */
record Watch(
    BooleanSupplier ready, Supplier<Optional<String>> failure, Supplier<String> waitingFor) {

  private static final Logger log = LoggerFactory.getLogger(Watch.class);
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(20);
  private static final Duration WATCH_INTERVAL = Duration.ofMillis(500);
  private static final Duration TELL_INTERVAL = Duration.ofSeconds(10);

  /**
   * Waits until it can serve.
   *
   * @throws UserErrorException if it has stopped for good
   */
  void awaitReady() throws InterruptedException {
    long nextTell = System.nanoTime() + TELL_INTERVAL.toNanos();
    while (!ready.getAsBoolean()) {
      throwIfFailed();
      if (System.nanoTime() - nextTell > 0) {
        log.info("event=starting {}", waitingFor.get());
        nextTell += TELL_INTERVAL.toNanos();
      }
      Thread.sleep(LOOK_INTERVAL);
    }
  }

  /**
   * Waits for the end of the process, which a signal brings.
   *
   * @throws UserErrorException if it has stopped for good
   */
  void watch() throws InterruptedException {
    while (true) {
      throwIfFailed();
      Thread.sleep(WATCH_INTERVAL);
    }
  }

  private void throwIfFailed() {
    failure
        .get()
        .ifPresent(why -> {
          throw new UserErrorException(why);
        });
  }
}
