package dev.sluice.standalone.e2e;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;

/** An HTTP target that writes down every request it gets and answers as a test tells it to. */
final class RecordingTarget implements AutoCloseable {

  /**
   * One request.
   *
   * @param taskName X-CloudTasks-TaskName, empty if there was none
   * @param retryCount X-CloudTasks-TaskRetryCount, -1 if there was none
   * @param headers all headers, by name without regard to case
   * @param answered when the answer was sent; the request was open until then
   */
  record Arrival(
      String method,
      String path,
      String taskName,
      int retryCount,
      Map<String, List<String>> headers,
      byte[] body,
      Instant arrived,
      int status,
      Instant answered) {

    /** The first value of a header, empty if there is none. */
    String header(String name) {
      return first(headers, name, "");
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
  private final AtomicInteger open = new AtomicInteger();
  private volatile ToIntFunction<Request> answer;

  /** What a test decides its answer on. */
  record Request(String path, String taskName, int retryCount) {}

  private RecordingTarget(HttpServer server, ToIntFunction<Request> answer) {
    this.server = server;
    this.answer = answer;
  }

  /** Starts a target on a free loopback port that answers with the status a function returns. */
  static RecordingTarget start(ToIntFunction<Request> answer) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    RecordingTarget target = new RecordingTarget(server, answer);
    server.setExecutor(target.threads);
    server.createContext("/", target::handle);
    server.start();
    return target;
  }

  /** Starts a target that answers 200 to everything. */
  static RecordingTarget start() throws IOException {
    return start(request -> 200);
  }

  int port() {
    return server.getAddress().getPort();
  }

  String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  void answerWith(ToIntFunction<Request> newAnswer) {
    answer = newAnswer;
  }

  /** Every request so far that was answered, in the order of answers. */
  List<Arrival> arrivals() {
    return List.copyOf(arrivals);
  }

  /** Requests of one task, by its short id. */
  List<Arrival> arrivalsOf(String taskId) {
    return arrivals.stream().filter(arrival -> arrival.taskName().equals(taskId)).toList();
  }

  /** Requests that wait for their answer. */
  int open() {
    return open.get();
  }

  private void handle(HttpExchange exchange) {
    Instant arrived = Instant.now();
    open.incrementAndGet();
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      headers.putAll(exchange.getRequestHeaders());
      String taskName = first(headers, "X-CloudTasks-TaskName", "");
      int retryCount = Integer.parseInt(first(headers, "X-CloudTasks-TaskRetryCount", "-1"));
      String path = exchange.getRequestURI().toString();
      int status = answer.applyAsInt(new Request(path, taskName, retryCount));
      arrivals.add(
          new Arrival(
              exchange.getRequestMethod(),
              path,
              taskName,
              retryCount,
              headers,
              body,
              arrived,
              status,
              Instant.now()));
      exchange.sendResponseHeaders(status, -1);
    } catch (IOException e) {
      // The sender may be killed while it waits for this answer; the arrival is written down.
      if (arrivals.isEmpty()) {
        throw new UncheckedIOException(e);
      }
    } finally {
      open.decrementAndGet();
    }
  }

  private static String first(Map<String, List<String>> headers, String name, String otherwise) {
    return headers.getOrDefault(name, List.of(otherwise)).getFirst();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
