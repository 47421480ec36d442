package dev.sluice.delivery;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Which addresses could not be connected to lately. Those of a name are tried one after the other,
 * and one that swallows packets costs the whole connect timeout: it is tried last for a minute. The
 * HTTP client remembers only routes that failed after they were connected.
 */
final class SilentAddresses {

  private static final long REMEMBERED_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final int MOST = 1_000;

  private final Map<InetAddress, Long> failedNanos = new ConcurrentHashMap<>();
  private final LongSupplier nanoTime;

  SilentAddresses(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** Notes that an address could not be connected to. */
  void failed(InetAddress address) {
    if (failedNanos.size() >= MOST) {
      failedNanos.clear();
    }
    failedNanos.put(address, nanoTime.getAsLong());
  }

  /** Notes that an address was connected to. */
  void connected(InetAddress address) {
    failedNanos.remove(address);
  }

  /** Returns addresses in their order, but those that failed lately at the end. */
  List<InetAddress> last(List<InetAddress> addresses) {
    if (failedNanos.isEmpty()) {
      return addresses;
    }
    long now = nanoTime.getAsLong();
    return Stream.concat(
            addresses.stream().filter(address -> !isSilent(address, now)),
            addresses.stream().filter(address -> isSilent(address, now)))
        .toList();
  }

  private boolean isSilent(InetAddress address, long nowNanos) {
    Long failed = failedNanos.get(address);
    return failed != null && nowNanos - failed < REMEMBERED_NANOS;
  }
}
