package dev.sluice.bench.drills;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Where a drill's tasks arrive: each queue has its own way to answer; all is written down. */
final class DrillTarget implements AutoCloseable {

  static {
    // Beyond 200 the server would close idle connections just when workers write to them.
    System.setProperty("sun.net.httpserver.maxIdleConnections", "20000");
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Handler> handlers = new ConcurrentHashMap<>();
  private final Map<Integer, AtomicInteger> begun = new ConcurrentHashMap<>();
  private final Queue<Visit> visits = new ConcurrentLinkedQueue<>();

  private DrillTarget(HttpServer server) {
    this.server = server;
  }

  static DrillTarget start() throws IOException {
    DrillTarget target =
        new DrillTarget(
            HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4_096));
    target.server.setExecutor(target.threads);
    target.server.createContext("/", target::serve);
    target.server.start();
    return target;
  }

  /** The URL for a queue's tasks. */
  String url(String queue) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + queue;
  }

  /** A body that tells the target which task it is. */
  static byte[] body(int task, int bytes) {
    byte[] number = (task + " ").getBytes(StandardCharsets.US_ASCII);
    byte[] body = Arrays.copyOf(number, Math.max(bytes, number.length));
    Arrays.fill(body, number.length, body.length, (byte) '.');
    return body;
  }

  /** From now on the requests of a queue are answered so. */
  void behave(String queue, Handler handler) {
    handlers.put(queue, handler);
  }

  /** Tasks of which at least one request has come. */
  int tasksSeen() {
    return begun.size();
  }

  List<Visit> visits() {
    return List.copyOf(visits);
  }

  private void serve(HttpExchange exchange) throws IOException {
    long arrivedNanos = System.nanoTime();
    try (exchange) {
      String queue = exchange.getRequestURI().getPath().substring(1);
      int task = task(exchange.getRequestBody().readAllBytes());
      int earlier = begun.computeIfAbsent(task, _ -> new AtomicInteger()).getAndIncrement();
      Visit visit = new Visit(queue, task, arrivedNanos);
      visits.add(visit);
      int status = handlers.getOrDefault(queue, Handler.QUICK).handle(task, earlier);
      visit.answered(status, System.nanoTime());
      if (status != Handler.HANG_UP) {
        exchange.sendResponseHeaders(status, -1);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static int task(byte[] body) {
    int end = 0;
    while (body[end] != ' ') {
      end++;
    }
    return Integer.parseInt(new String(body, 0, end, StandardCharsets.US_ASCII));
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
