package dev.sluice.schemas.registry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server whose answers a test sets, by method and path. */
public final class FakeRegistry implements AutoCloseable {

  private static final Answer NOT_FOUND =
      new Answer(404, "{\"error_code\":40403,\"message\":\"Schema not found\"}");

  private record Answer(int status, String body) {}

  private final HttpServer server;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private volatile int failing;

  /** Starts one on a free port. */
  public FakeRegistry() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Where it is. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** What is answered to a request such as {@code GET /schemas/ids/1}. */
  public void answer(String request, int status, String body) {
    answers.put(request, new Answer(status, body));
  }

  /** From now on everything is answered with a status; 0: as it was set. */
  public void failWith(int status) {
    failing = status;
  }

  /** Requests so far, with the header Authorization and the body. */
  public List<String> requests() {
    return requests;
  }

  private void handle(HttpExchange exchange) throws IOException {
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath();
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String authorization = exchange.getRequestHeaders().getFirst("Authorization");
    requests.add(request + " " + authorization + " " + body);
    Answer answer =
        failing == 0
            ? answers.getOrDefault(request, NOT_FOUND)
            : new Answer(failing, "{\"error_code\":1,\"message\":\"out of order\"}");
    byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
