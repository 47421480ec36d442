package dev.sluice.standalone.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code ./sluice up} in a process of its own, to be used, killed and started again. */
final class SluiceProcess implements AutoCloseable {

  private static final Pattern READY =
      Pattern.compile("is ready.*? on (?:https?://)?[^:/]+:(\\d+)");
  private static final Duration READY_LIMIT = Duration.ofSeconds(90);

  private final Process process;
  private final Path data;
  private final List<String> arguments;
  private final List<String> lines = new ArrayList<>();
  private final CompletableFuture<Integer> ready = new CompletableFuture<>();

  private SluiceProcess(Process process, Path data, List<String> arguments) {
    this.process = process;
    this.data = data;
    this.arguments = arguments;
  }

  /** Starts one on a data folder and a free port, and waits until it is ready. */
  static SluiceProcess start(Path data, String... arguments) throws Exception {
    return launch(data, 0, List.of(arguments)).awaitReady();
  }

  /** Starts one with variables of its own. */
  static SluiceProcess start(Path data, Map<String, String> environment, String... arguments)
      throws Exception {
    List<String> up = new ArrayList<>(List.of("up", "--port", "0"));
    up.addAll(List.of(arguments));
    return run(data, up, List.of(arguments), environment).awaitReady();
  }

  /** Starts the same again, on the same folder and port. */
  SluiceProcess startAgain() throws Exception {
    return launch(data, port(), arguments).awaitReady();
  }

  /** Starts one without waiting for it. */
  static SluiceProcess launch(Path data, int port, List<String> arguments) throws IOException {
    List<String> up = new ArrayList<>(List.of("up", "--port", Integer.toString(port)));
    up.addAll(arguments);
    return run(data, up, arguments, Map.of());
  }

  /** Starts a role in a process of its own without waiting for it. */
  static SluiceProcess role(Path data, String... arguments) throws IOException {
    return run(data, List.of(arguments), List.of(), Map.of());
  }

  private static SluiceProcess run(
      Path data, List<String> words, List<String> arguments, Map<String, String> environment)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("sh", launcher().toString()));
    command.addAll(words);
    command.addAll(List.of("--data", data.toString()));
    Files.createDirectories(data);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(errorLog(data).toFile()));
    // It ends before better code has paid for the time it takes to compile.
    builder.environment().put("SLUICE_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
    builder.environment().putAll(environment);
    Process process = builder.start();
    SluiceProcess sluice = new SluiceProcess(process, data, arguments);
    // Reading a pipe holds a carrier of virtual threads.
    Thread.ofPlatform().daemon().start(sluice::readOutput);
    return sluice;
  }

  /** The launcher of this checkout. */
  static Path launcher() {
    return Path.of(System.getProperty("sluice.launcher", "../sluice")).toAbsolutePath().normalize();
  }

  private static Path errorLog(Path data) {
    return data.resolveSibling(data.getFileName() + ".stderr");
  }

  /** Waits until it says that it is ready. */
  SluiceProcess awaitReady() throws Exception {
    try {
      ready.get(READY_LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException | ExecutionException e) {
      process.destroyForcibly();
      throw new IllegalStateException("not ready; stderr:\n" + stderr(), e);
    }
    return this;
  }

  private void readOutput() {
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String line = out.readLine();
      while (line != null) {
        take(line);
        line = out.readLine();
      }
    } catch (IOException e) {
      ready.completeExceptionally(e);
    }
    ready.completeExceptionally(new IllegalStateException("ended before it was ready"));
  }

  private synchronized void take(String line) {
    lines.add(line);
    Matcher matcher = READY.matcher(line);
    if (matcher.find()) {
      ready.complete(Integer.parseInt(matcher.group(1)));
    }
  }

  /** The data folder. */
  Path data() {
    return data;
  }

  /** The port that it said it is ready on: the API's, or what a role has. */
  int port() {
    return ready.join();
  }

  /** The address of the embedded Kafka. */
  String bootstrapServers() {
    try {
      return Files.readString(data.resolve("kafka/bootstrap")).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lines printed so far. */
  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /** What was logged by this and earlier processes on the same folder. */
  String stderr() {
    try {
      return Files.readString(errorLog(data));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** SIGKILL; returns when the process is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** SIGTERM; does not wait for the end. */
  void terminate() {
    process.destroy();
  }

  /** SIGTERM; returns the exit code, or nothing when it does not end in time. */
  Optional<Integer> stop(Duration limit) throws InterruptedException {
    terminate();
    return exitCode(limit);
  }

  /** Waits for the end; returns the exit code, or nothing when it does not end in time. */
  Optional<Integer> exitCode(Duration limit) throws InterruptedException {
    return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)
        ? Optional.of(process.exitValue())
        : Optional.empty();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
