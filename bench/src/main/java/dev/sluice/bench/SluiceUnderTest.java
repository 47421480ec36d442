package dev.sluice.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A whole Sluice in a process of its own, on a data folder of its own. */
final class SluiceUnderTest implements AutoCloseable {

  private static final Pattern READY = Pattern.compile("Sluice is ready on http://[^:]+:(\\d+)");
  private static final long STOP_SECONDS = 60;

  private final Options options;
  private final Path data;
  private Process process;
  private int port;
  private double startSeconds;

  private SluiceUnderTest(Options options, Path data) throws IOException {
    this.options = options;
    this.data = data;
    this.process = launch();
  }

  /**
   * How it is started.
   *
   * @param jvmArgs options for its JVM, beyond the launcher's
   * @param upArgs options of {@code up}
   * @param environment variables, by name
   */
  record Options(List<String> jvmArgs, List<String> upArgs, Map<String, String> environment) {}

  /** Starts one and waits until it serves. */
  static SluiceUnderTest start(Options options) throws IOException {
    return new SluiceUnderTest(options, Files.createTempDirectory("sluice-bench"));
  }

  /** Starts it again on its data, after {@link #stop} or {@link #kill}. */
  void startAgain() throws IOException {
    process = launch();
  }

  private Process launch() throws IOException {
    List<String> command =
        Stream.of(
                List.of(Machine.home().resolve("sluice").toString()),
                List.of("up", "--port", "0", "--data", data.toString()),
                options.upArgs)
            .flatMap(List::stream)
            .toList();
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.appendTo(stderr().toFile()));
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("SLUICE_JAVA_OPTS", String.join(" ", options.jvmArgs));
    builder.environment().putAll(options.environment);
    long startNanos = System.nanoTime();
    Process started = builder.start();
    port = awaitReady(started);
    startSeconds = (System.nanoTime() - startNanos) / 1e9;
    return started;
  }

  private Path stderr() {
    return data.resolve("stderr.log");
  }

  private int awaitReady(Process started) throws IOException {
    BufferedReader out = started.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    while (line != null) {
      Matcher ready = READY.matcher(line);
      if (ready.find()) {
        Thread.ofPlatform().daemon().start(() -> out.lines().forEach(ignored -> {}));
        return Integer.parseInt(ready.group(1));
      }
      line = out.readLine();
    }
    throw new IOException("Sluice did not start: " + Files.readString(stderr()).strip());
  }

  int port() {
    return port;
  }

  /** Where its embedded Kafka listens. */
  String bootstrapServers() throws IOException {
    Properties ports = new Properties();
    try (Stream<Path> files = Files.walk(data, 3)) {
      Path file =
          files
              .filter(each -> each.endsWith("ports.properties"))
              .findFirst()
              .orElseThrow(() -> new IOException(data + ": no broker's ports"));
      try (var in = Files.newBufferedReader(file)) {
        ports.load(in);
      }
    }
    return "127.0.0.1:" + ports.getProperty("clients");
  }

  /** How long the last start took until it served. */
  double startSeconds() {
    return startSeconds;
  }

  long pid() {
    return process.pid();
  }

  ProcessFigures figures() {
    return new ProcessFigures(process.toHandle());
  }

  /** Bytes of everything that it keeps. */
  long diskBytes() throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        // What is deleted meanwhile has no size.
        bytes += Files.exists(file) ? allocated(file) : 0;
      }
    }
    return bytes;
  }

  /** What a file takes on disk: those of indexes are larger on paper. */
  private static long allocated(Path file) {
    try {
      return file.toString().endsWith("index") ? 0 : Files.size(file);
    } catch (IOException e) {
      return 0;
    }
  }

  /** Stops it as an operator does. */
  void stop() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      kill();
      Thread.currentThread().interrupt();
    }
  }

  /** Kills it, as a machine's out-of-memory killer does. */
  void kill() {
    process.destroyForcibly();
    process.onExit().join();
  }

  @Override
  public void close() throws IOException {
    stop();
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
