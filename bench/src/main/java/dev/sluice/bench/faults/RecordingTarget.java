package dev.sluice.bench.faults;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Where the tasks of a run arrive: answers as their kind says, and writes everything down. */
final class RecordingTarget implements AutoCloseable {

  private static final Duration[] SLOW = {
    Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(8)
  };

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
  private final Map<Integer, AtomicInteger> begun = new ConcurrentHashMap<>();

  private RecordingTarget(HttpServer server) {
    this.server = server;
  }

  static RecordingTarget start() throws IOException {
    RecordingTarget target =
        new RecordingTarget(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_024));
    target.server.setExecutor(target.threads);
    target.server.createContext("/", target::handle);
    target.server.start();
    return target;
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
  }

  /** The body that tells the target which task it is. */
  static String body(int task, TaskKind kind) {
    return task + " " + kind;
  }

  List<Request> requests() {
    return List.copyOf(requests);
  }

  /** Requests of a task that have arrived. */
  int begun(int task) {
    AtomicInteger count = begun.get(task);
    return count == null ? 0 : count.get();
  }

  private void handle(HttpExchange exchange) throws IOException {
    Instant arrived = Instant.now();
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.US_ASCII);
      int space = body.indexOf(' ');
      int task = Integer.parseInt(body.substring(0, space));
      TaskKind kind = TaskKind.valueOf(body.substring(space + 1));
      int earlier = begun.computeIfAbsent(task, _ -> new AtomicInteger()).getAndIncrement();
      if (kind == TaskKind.SLOW) {
        LockSupport.parkNanos(SLOW[task % SLOW.length].toNanos());
      }
      int status = kind.status(earlier);
      requests.add(new Request(task, kind, arrived, status, Instant.now()));
      exchange.sendResponseHeaders(status, -1);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
