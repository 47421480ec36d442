package dev.sluice.delivery;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import okhttp3.HttpUrl;

/**
 * Keeps the requests to one host and port at once, and so the connections, within a limit. Who
 * waits for a place waits within its deadline.
 */
final class HostLimits {

  /** A place at a host, to be given back. */
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  private static final class Host {
    private final Semaphore places;
    private int users;

    Host(int limit) {
      this.places = new Semaphore(limit, true);
    }
  }

  private final int limit;
  private final ConcurrentHashMap<String, Host> hosts = new ConcurrentHashMap<>();

  /**
   * Limits.
   *
   * @param limit for each host and port; 0: none
   */
  HostLimits(int limit) {
    this.limit = limit;
  }

  /**
   * Takes a place.
   *
   * @param atMost how long to wait for it
   * @throws InterruptedIOException as the HTTP client does when a call's time is over
   */
  Place take(HttpUrl url, Duration atMost) throws InterruptedIOException {
    if (limit == 0) {
      return () -> {};
    }
    String key = url.host() + ":" + url.port();
    Host host =
        hosts.compute(
            key,
            (any, known) -> {
              Host used = known == null ? new Host(limit) : known;
              used.users++;
              return used;
            });
    boolean taken = false;
    try {
      taken = await(host, atMost);
    } finally {
      if (!taken) {
        leave(key);
      }
    }
    if (!taken) {
      throw new InterruptedIOException("timeout");
    }
    return () -> {
      host.places.release();
      leave(key);
    };
  }

  private static boolean await(Host host, Duration atMost) throws InterruptedIOException {
    try {
      return host.places.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  /** Hosts that nobody uses are forgotten. */
  private void leave(String key) {
    hosts.computeIfPresent(key, (any, host) -> --host.users == 0 ? null : host);
  }

  /** Hosts in use, for tests. */
  int size() {
    return hosts.size();
  }
}
