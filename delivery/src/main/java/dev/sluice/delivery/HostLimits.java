package dev.sluice.delivery;

import dev.sluice.delivery.core.NotSentException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import okhttp3.HttpUrl;

/**
 * Keeps the requests to one host and port at once, and so the connections, within a limit. Who
 * waits for a place waits within its deadline, and gets it in its turn. Who gets none has sent
 * nothing, which tells nothing of its target: it is to come again.
 */
final class HostLimits {

  /**
   * Who has less than this left does not begin: those who wait for the same host mostly have the
   * same deadline as those who hold its places, and would get them with theirs.
   */
  private static final Duration LEFT_FOR_THE_REQUEST = Duration.ofSeconds(1);

  /** How often those who wait look whether they still have to. */
  private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

  /** A place at a host, to be given back. */
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  /** A semaphore in which one who looks up while it waits keeps its turn. */
  private static final class Host {
    private final LinkedHashSet<CountDownLatch> waiting = new LinkedHashSet<>();
    private int free;
    private int users;

    Host(int limit) {
      this.free = limit;
    }

    synchronized CountDownLatch ask() {
      CountDownLatch turn = new CountDownLatch(1);
      waiting.add(turn);
      giveAway();
      return turn;
    }

    /** Returns false if its turn had come: the place is its own. */
    synchronized boolean withdraw(CountDownLatch turn) {
      return waiting.remove(turn);
    }

    synchronized void giveBack() {
      free++;
      giveAway();
    }

    private void giveAway() {
      while (free > 0 && !waiting.isEmpty()) {
        free--;
        waiting.removeFirst().countDown();
      }
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
   * @param deadline of the request, from now; the wait ends a second before it
   * @param unwanted whether to wait no longer
   * @throws NotSentException if there was none in that time
   */
  Place take(HttpUrl url, Duration deadline, BooleanSupplier unwanted) throws NotSentException {
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
    CountDownLatch turn = host.ask();
    Duration atMost = deadline.minus(LEFT_FOR_THE_REQUEST);
    if (!await(turn, atMost, unwanted) && host.withdraw(turn)) {
      leave(key);
      throw new NotSentException("no place among " + limit + " at " + key + " within the deadline");
    }
    return () -> {
      host.giveBack();
      leave(key);
    };
  }

  private static boolean await(CountDownLatch turn, Duration atMost, BooleanSupplier unwanted) {
    try {
      for (long left = atMost.toNanos();
          left > 0 && !unwanted.getAsBoolean();
          left -= LOOK_EVERY_NANOS) {
        if (turn.await(Math.min(left, LOOK_EVERY_NANOS), TimeUnit.NANOSECONDS)) {
          return true;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
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
