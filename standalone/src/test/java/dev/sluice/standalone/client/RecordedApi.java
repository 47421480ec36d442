package dev.sluice.standalone.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** An HTTP server that writes down what it is asked and gives prepared answers in order. */
final class RecordedApi implements AutoCloseable {

  private record Answer(int status, String json) {}

  private final HttpServer server;
  private final Deque<Answer> answers = new ArrayDeque<>();
  private final List<String> requests = new ArrayList<>();
  private final List<String> credentials = new ArrayList<>();

  RecordedApi() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
    server.createContext("/", this::handle);
    server.start();
  }

  synchronized RecordedApi answer(int status, String json) {
    answers.add(new Answer(status, json));
    return this;
  }

  /** Method, path and body of each request, with blanks between. */
  synchronized List<String> requests() {
    return List.copyOf(requests);
  }

  /** The Authorization of each request; empty if it had none. */
  synchronized List<String> credentials() {
    return List.copyOf(credentials);
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private synchronized void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      requests.add(
          (exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body).strip());
      String authorization = exchange.getRequestHeaders().getFirst("Authorization");
      credentials.add(authorization == null ? "" : authorization);
      Answer answer = answers.isEmpty() ? new Answer(500, "nothing prepared") : answers.remove();
      byte[] bytes = answer.json().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
