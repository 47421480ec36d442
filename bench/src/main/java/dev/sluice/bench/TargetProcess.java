package dev.sluice.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The target as a process of its own, so that its CPU is told apart. Takes orders on standard
 * input, a line each, and answers each with a line: {@code begin ROUND TASKS HANDLER-MILLIS},
 * {@code count}, {@code report}, {@code above RATE}. Ends with its input.
 */
final class TargetProcess {

  private final TargetServer server;

  private TargetProcess(TargetServer server) {
    this.server = server;
  }

  /** Serves until standard input ends. */
  public static void main(String[] args) throws IOException {
    TargetServer server = new TargetServer();
    Thread.ofPlatform().daemon().name("target").start(server);
    TargetProcess process = new TargetProcess(server);
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    out.println(server.port());
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      out.println(process.obey(line.split(" ", -1)));
    }
  }

  private String obey(String[] order) {
    return switch (order[0]) {
      case "begin" -> {
        Arrivals round = new Arrivals(Integer.parseInt(order[1]), Integer.parseInt(order[2]));
        long handlerMillis = Long.parseLong(order[3]);
        yield ask(() -> {
          server.begin(round, handlerMillis);
          return "begun";
        });
      }
      case "count" -> ask(() -> Integer.toString(server.arrivals().distinct()));
      case "report" -> ask(() -> server.arrivals().toLine());
      case "above" ->
          ask(() -> Long.toString(server.arrivals().mostAbove(Double.parseDouble(order[1]))));
      default -> throw new IllegalArgumentException("order: " + order[0]);
    };
  }

  private String ask(Supplier<String> question) {
    CompletableFuture<String> answer = new CompletableFuture<>();
    server.order(() -> answer.complete(question.get()));
    return answer.join();
  }
}
