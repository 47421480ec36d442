package dev.sluice.standalone.testkit;

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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToIntFunction;

/** An HTTP target that writes down every request it gets and answers as a test tells it to. */
public final class RecordingTarget implements AutoCloseable {

  /**
   * One request.
   *
   * @param method its method
   * @param path its path with its query
   * @param taskName X-CloudTasks-TaskName, empty if there was none
   * @param retryCount X-CloudTasks-TaskRetryCount, -1 if there was none
   * @param headers all headers, by name without regard to case
   * @param body its body
   * @param arrived when it had begun to arrive
   * @param status what it was answered
   * @param answered when the answer was sent; the request was open until then
   */
  public record Arrival(
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
    public String header(String name) {
      return first(headers, name, "");
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
  private final AtomicInteger open = new AtomicInteger();
  private final Map<String, Failures> failures = new ConcurrentHashMap<>();
  private volatile ToIntFunction<Request> answer;

  /**
   * What a test decides its answer on.
   *
   * @param path with its query
   * @param taskName X-CloudTasks-TaskName, empty if there was none
   * @param retryCount X-CloudTasks-TaskRetryCount, -1 if there was none
   */
  public record Request(String path, String taskName, int retryCount) {}

  private record Failures(int status, AtomicInteger left) {}

  private RecordingTarget(HttpServer server, ToIntFunction<Request> answer) {
    this.server = server;
    this.answer = answer;
  }

  /** Starts a target on a free loopback port that answers with the status a function returns. */
  public static RecordingTarget start(ToIntFunction<Request> answer) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
    RecordingTarget target = new RecordingTarget(server, answer);
    server.setExecutor(target.threads);
    server.createContext("/", target::handle);
    server.start();
    return target;
  }

  /** Starts a target that answers 200 to everything. */
  public static RecordingTarget start() throws IOException {
    return start(request -> 200);
  }

  /** Its port, on loopback. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** The URL of a path. */
  public String url(String path) {
    return "http://127.0.0.1:" + port() + path;
  }

  /** Answers with the status that a function returns from now on. */
  public void answerWith(ToIntFunction<Request> newAnswer) {
    answer = newAnswer;
  }

  /**
   * Answers the next requests of a queue with a status; then as before.
   *
   * @param queueId the last part of the queue's name
   */
  public void failNext(String queueId, int status, int times) {
    failures.put(queueId, new Failures(status, new AtomicInteger(times)));
  }

  /** Forgets all requests, and answers 200. */
  public void reset() {
    failures.clear();
    answer = request -> 200;
    arrivals.clear();
  }

  private int status(String queueId, Request request) {
    Failures failing = failures.get(queueId);
    return failing != null && failing.left().getAndDecrement() > 0
        ? failing.status()
        : answer.applyAsInt(request);
  }

  /** Every request so far that was answered, in the order of answers. */
  public List<Arrival> arrivals() {
    return List.copyOf(arrivals);
  }

  /** Requests of one task, by its short id. */
  public List<Arrival> arrivalsOf(String taskId) {
    return arrivals.stream().filter(arrival -> arrival.taskName().equals(taskId)).toList();
  }

  /** Requests that wait for their answer. */
  public int open() {
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
      int status =
          status(
              first(headers, "X-CloudTasks-QueueName", ""),
              new Request(path, taskName, retryCount));
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
