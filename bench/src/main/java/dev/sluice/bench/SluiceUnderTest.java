package dev.sluice.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A whole Sluice in a process of its own, on a data folder of its own. */
final class SluiceUnderTest implements AutoCloseable {

  private static final Pattern READY = Pattern.compile("Sluice is ready on http://[^:]+:(\\d+)");
  private static final long STOP_SECONDS = 60;

  private final Process process;
  private final Path data;
  private final int port;
  private final double startSeconds;

  private SluiceUnderTest(Process process, Path data, int port, double startSeconds) {
    this.process = process;
    this.data = data;
    this.port = port;
    this.startSeconds = startSeconds;
  }

  /**
   * Starts one and waits until it serves.
   *
   * @param jvmArgs options for its JVM, such as the heap
   */
  static SluiceUnderTest start(List<String> jvmArgs, List<String> upArgs) throws IOException {
    Path data = Files.createTempDirectory("sluice-bench");
    List<String> command =
        Stream.of(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
                List.of("--enable-native-access=ALL-UNNAMED"),
                List.of("--sun-misc-unsafe-memory-access=allow"),
                jvmArgs,
                List.of("-cp", System.getProperty("java.class.path")),
                List.of("dev.sluice.standalone.Main", "up", "--port", "0"),
                List.of("--data", data.toString()),
                upArgs)
            .flatMap(List::stream)
            .toList();
    long startNanos = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.to(data.resolve("stderr.log").toFile()))
            .start();
    int port = awaitReady(process, data);
    double startSeconds = (System.nanoTime() - startNanos) / 1e9;
    return new SluiceUnderTest(process, data, port, startSeconds);
  }

  private static int awaitReady(Process process, Path data) throws IOException {
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    while (line != null) {
      Matcher ready = READY.matcher(line);
      if (ready.find()) {
        Thread.ofVirtual().start(() -> out.lines().forEach(ignored -> {}));
        return Integer.parseInt(ready.group(1));
      }
      line = out.readLine();
    }
    throw new IOException(
        "Sluice did not start: " + Files.readString(data.resolve("stderr.log")).strip());
  }

  int port() {
    return port;
  }

  double startSeconds() {
    return startSeconds;
  }

  ProcessFigures figures() {
    return new ProcessFigures(process.toHandle());
  }

  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    try (Stream<Path> files = Files.walk(data)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
