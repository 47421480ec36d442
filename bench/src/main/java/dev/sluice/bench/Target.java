package dev.sluice.bench;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.Server;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/**
 * Where the tasks of a run arrive. Each body starts with the task's number and the instant it is
 * measured from, so that every task is counted once and its latency is known without a second
 * clock.
 */
final class Target implements AutoCloseable {

  /** Longest latency that the histogram can hold: an hour. */
  private static final long MAX_LATENCY_MICROS = 3_600_000_000L;

  private final Server server;
  private final AtomicLongArray arrivals;
  private final AtomicInteger distinct = new AtomicInteger();
  private final AtomicInteger duplicates = new AtomicInteger();
  private final AtomicInteger wrong = new AtomicInteger();
  private final Histogram latencyMicros = new ConcurrentHistogram(MAX_LATENCY_MICROS, 3);

  Target(int tasks) {
    arrivals = new AtomicLongArray(tasks);
    server =
        Server.builder()
            .http(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .service(
                "/task",
                (ctx, request) ->
                    HttpResponse.of(
                        request.aggregate().thenApply(this::arrived).thenApply(HttpResponse::of)))
            .build();
    server.start().join();
  }

  String url() {
    return "http://127.0.0.1:" + server.activeLocalPort() + "/task";
  }

  /** Tasks that arrived at least once. */
  int distinct() {
    return distinct.get();
  }

  /** Arrivals beyond the first of each task. */
  int duplicates() {
    return duplicates.get();
  }

  /** Arrivals whose body is not what was sent. */
  int wrong() {
    return wrong.get();
  }

  /** Latencies of first arrivals, from the instant written in the body. */
  Histogram latencyMicros() {
    return latencyMicros;
  }

  private HttpStatus arrived(AggregatedHttpRequest request) {
    long nowNanos = System.nanoTime();
    byte[] body = request.content().array();
    if (!Body.isIntact(body)) {
      wrong.incrementAndGet();
      return HttpStatus.OK;
    }
    int number = Body.number(body);
    if (arrivals.compareAndSet(number, 0, nowNanos)) {
      distinct.incrementAndGet();
      long micros = (nowNanos - Body.fromNanos(body)) / 1_000;
      latencyMicros.recordValue(Math.clamp(micros, 0, MAX_LATENCY_MICROS));
    } else {
      duplicates.incrementAndGet();
    }
    return HttpStatus.OK;
  }

  @Override
  public void close() {
    server.stop().join();
  }
}
