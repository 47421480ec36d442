package dev.sluice.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that others fill to the last byte while {@code sluice up} has all of its data on it. */
final class FullDiskIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String QUEUE = CloudTasks.queueName("kept");
  private static final int TASKS = 50;
  private static final int CREATED = 200;
  private static final int FAILED = 1;

  @TempDir private Path folder;

  @Test
  void up_onAFullDisk_losesNothing_andSaysWhyItDoesNotStart() throws Exception {
    Path place = folder.resolve("disk");
    Optional<SmallDisk> mounted = SmallDisk.mount(place);
    assumeThat(mounted).as("a file system of its own, which only root may mount").isPresent();
    int port = Addresses.freePort();
    try (SmallDisk disk = mounted.orElseThrow();
        RecordingTarget target = RecordingTarget.start();
        CloudTasks api = new CloudTasks(List.of(port))) {
      Member sluice = up(port, place.resolve("data"));
      try {
        sluice.awaitReady();
        prepare(api);
        Set<Integer> acknowledged = new HashSet<>();
        for (int number = 0; number < TASKS; number++) {
          assertThat(create(api, target, number)).isEqualTo(CREATED);
          acknowledged.add(number);
        }

        disk.fill();
        AtomicInteger next = new AtomicInteger(TASKS);
        await()
            .atMost(SOON)
            .until(() -> {
              int number = next.getAndIncrement();
              if (create(api, target, number) == CREATED) {
                acknowledged.add(number);
              }
              return sluice.isGone();
            });
        sluice.startAgain();
        assertThat(sluice.awaitEnd(SOON)).isTrue();
        assertThat(sluice.stop()).isEqualTo(FAILED);
        assertThat(Files.readString(folder.resolve("up.log")))
            .containsPattern("error: .*: its disk has \\d+ bytes left \\(expected: ");

        disk.free();
        sluice.startAgain();
        sluice.awaitReady();
        assertThat(api.post(QUEUE + ":resume", Map.of())).isEqualTo(CREATED);

        await().atMost(SOON).until(() -> arrived(target).containsAll(acknowledged));
        await().atMost(SOON).until(() -> api.get(QUEUE + "/tasks").path("tasks").isEmpty());
      } finally {
        sluice.kill();
      }
    }
  }

  private Member up(int port, Path data) throws IOException {
    Path home = Path.of("..").toAbsolutePath().normalize();
    return new Member(
        Role.KAFKA,
        "up",
        List.of(
            home.resolve("sluice").toString(),
            "up",
            "--port",
            Integer.toString(port),
            "--data",
            data.toString()),
        Map.of("SLUICE_JAVA_OPTS", "-XX:TieredStopAtLevel=1"),
        folder.resolve("up.log"));
  }

  private static void prepare(CloudTasks api) throws IOException, InterruptedException {
    int made =
        api.post(
            CloudTasks.PARENT + "/queues",
            Map.of(
                "name",
                QUEUE,
                "retryConfig",
                Map.of("maxAttempts", 100, "minBackoff", "0.5s", "maxBackoff", "2s")));
    assertThat(made).isEqualTo(CREATED);
    assertThat(api.post(QUEUE + ":pause", Map.of())).isEqualTo(CREATED);
  }

  /** Returns the HTTP status; 0 if there was no answer. */
  private static int create(CloudTasks api, RecordingTarget target, int number) {
    byte[] body = RecordingTarget.body(number, TaskKind.PLAIN).getBytes(StandardCharsets.US_ASCII);
    Map<String, ?> request =
        Map.of("url", target.url(), "body", Base64.getEncoder().encodeToString(body));
    try {
      return api.post(QUEUE + "/tasks", Map.of("task", Map.of("httpRequest", request)));
    } catch (IOException e) {
      return 0;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Set<Integer> arrived(RecordingTarget target) {
    return target.requests().stream().map(Request::task).collect(Collectors.toSet());
  }
}
