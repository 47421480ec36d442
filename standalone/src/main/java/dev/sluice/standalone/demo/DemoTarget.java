package dev.sluice.standalone.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/**
 * Something that tasks are delivered to, on loopback: the last part of the path is the task's name
 * in the story. Anything else is answered 200 too, so that people can try tasks of their own.
 */
final class DemoTarget {

  /** What a request is answered with. */
  @FunctionalInterface
  interface Script {
    /**
     * Returns the status.
     *
     * @param attempt 1 for the first
     */
    int answer(String task, int attempt);
  }

  private final HttpServer server;

  private DemoTarget(HttpServer server) {
    this.server = server;
  }

  /** Starts one on a free port; it ends with the process. */
  static DemoTarget start(Script script) {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", exchange -> handle(exchange, script));
      server.start();
      return new DemoTarget(server);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void handle(HttpExchange exchange, Script script) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      String path = exchange.getRequestURI().getPath();
      String retries = exchange.getRequestHeaders().getFirst("X-CloudTasks-TaskRetryCount");
      int attempt =
          retries != null && retries.matches("[0-9]{1,6}") ? Integer.parseInt(retries) : 0;
      int status = script.answer(path.substring(path.lastIndexOf('/') + 1), attempt + 1);
      exchange.sendResponseHeaders(status, -1);
    }
  }

  String url(String task) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + task;
  }
}
