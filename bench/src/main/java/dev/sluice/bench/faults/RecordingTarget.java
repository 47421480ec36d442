package dev.sluice.bench.faults;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

  /** Who called, where nobody has an address of its own. */
  static final String UNKNOWN = "unknown";

  private final String host;
  private final List<HttpServer> servers;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<Request> requests = new ConcurrentLinkedQueue<>();
  private final Map<Integer, AtomicInteger> begun = new ConcurrentHashMap<>();

  private RecordingTarget(String host, List<HttpServer> servers) {
    this.host = host;
    this.servers = servers;
  }

  /** Starts one that does not know who calls. */
  static RecordingTarget start() throws IOException {
    RecordingTarget target =
        new RecordingTarget("127.0.0.1", List.of(server(Addresses.LOOPBACK, 0)));
    target.serve(target.servers.getFirst(), UNKNOWN);
    return target;
  }

  /** Starts one that workers call at addresses of their own (see {@link Addresses}). */
  static RecordingTarget startFor(int workers) throws IOException {
    List<HttpServer> servers = new ArrayList<>();
    int port = 0;
    for (int worker = 1; worker <= workers; worker++) {
      servers.add(server(Addresses.ofTarget(worker), port));
      port = servers.getFirst().getAddress().getPort();
    }
    RecordingTarget target = new RecordingTarget(Addresses.TARGET, List.copyOf(servers));
    for (int worker = 1; worker <= workers; worker++) {
      target.serve(servers.get(worker - 1), Role.WORKER.word() + "-" + worker);
    }
    return target;
  }

  private static HttpServer server(InetAddress address, int port) throws IOException {
    return HttpServer.create(new InetSocketAddress(address, port), 1_024);
  }

  private void serve(HttpServer server, String worker) {
    server.setExecutor(threads);
    server.createContext("/", exchange -> handle(exchange, worker));
    server.start();
  }

  String url() {
    return "http://" + host + ":" + servers.getFirst().getAddress().getPort() + "/";
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

  private void handle(HttpExchange exchange, String worker) throws IOException {
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
      requests.add(new Request(task, kind, worker, arrived, status, Instant.now()));
      exchange.sendResponseHeaders(status, -1);
    }
  }

  @Override
  public void close() {
    servers.forEach(server -> server.stop(0));
    threads.shutdownNow();
  }
}
