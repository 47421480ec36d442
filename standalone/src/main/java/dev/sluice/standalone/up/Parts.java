package dev.sluice.standalone.up;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What has been started, to be stopped in the opposite order. May be stopped at any time, also
 * while more is being started.
 */
final class Parts {

  private static final Logger log = LoggerFactory.getLogger(Parts.class);

  /** How one part is stopped. */
  @FunctionalInterface
  interface Stop {
    void within(Duration limit) throws Exception;
  }

  private record Part(String name, Stop stop) {}

  private final Deque<Part> started = new ArrayDeque<>();

  synchronized void add(String name, Stop stop) {
    started.push(new Part(name, stop));
  }

  /**
   * Stops all, the last started first. One that fails to stop does not keep the others.
   *
   * @param limit for each
   * @return whether all stopped without failing
   */
  boolean stop(Duration limit) {
    boolean clean = true;
    Part part = next();
    while (part != null) {
      clean &= stop(part, limit);
      part = next();
    }
    return clean;
  }

  private synchronized @Nullable Part next() {
    return started.poll();
  }

  private static boolean stop(Part part, Duration limit) {
    try {
      part.stop().within(limit);
      return true;
    } catch (Exception e) {
      log.warn("event=stop_failed part={} cause={}", part.name(), e.toString());
      return false;
    }
  }
}
