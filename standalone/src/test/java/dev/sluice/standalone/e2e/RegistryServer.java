package dev.sluice.standalone.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;

/** A schema registry as others run it (Apicurio, which has Confluent's API), without a disk. */
final class RegistryServer {

  private static final Path JAR = Path.of("target/registry/quarkus-run.jar").toAbsolutePath();
  private static final Duration START_LIMIT = Duration.ofSeconds(90);

  private static Optional<RegistryServer> running = Optional.empty();

  private final Process process;
  private final String url;

  private RegistryServer(Process process, String url) {
    this.process = process;
    this.url = url;
  }

  /** Returns the one of all tests, started by the first that asks and ended with the tests. */
  static synchronized RegistryServer shared() throws IOException {
    if (running.isEmpty()) {
      RegistryServer started = start();
      Runtime.getRuntime().addShutdownHook(new Thread(started.process::destroyForcibly));
      running = Optional.of(started);
    }
    return running.get();
  }

  private static RegistryServer start() throws IOException {
    int port = Ports.free();
    Path log = Files.createDirectories(Path.of("target", "e2e")).resolve("registry.log");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:TieredStopAtLevel=1",
            "-Dquarkus.http.host=127.0.0.1",
            "-Dquarkus.http.port=" + port,
            "-Dquarkus.management.host=127.0.0.1",
            "-Dquarkus.management.port=" + Ports.free(),
            "-jar",
            JAR.toString());
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    RegistryServer server =
        new RegistryServer(process, "http://127.0.0.1:" + port + "/apis/ccompat/v7");
    Awaitility.await("see " + log)
        .atMost(START_LIMIT)
        .failFast(() -> !process.isAlive())
        .until(server::answers);
    return server;
  }

  private boolean answers() throws InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
                  HttpRequest.newBuilder(URI.create(url + "/subjects")).build(),
                  BodyHandlers.discarding())
              .statusCode()
          == 200;
    } catch (IOException e) {
      return false;
    }
  }

  String url() {
    return url;
  }
}
