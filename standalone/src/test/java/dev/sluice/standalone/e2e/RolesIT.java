package dev.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.standalone.broker.BrokerSettings;
import dev.sluice.standalone.broker.EmbeddedBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The roles as processes of their own beside a Kafka that they did not start. */
final class RolesIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration STOPPED = Duration.ofSeconds(60);
  private static final String SECRET = "sluice.query-secret=of-this-test";

  @TempDir static Path folder;
  private static EmbeddedBroker kafka;

  @BeforeAll
  static void startKafka() {
    kafka =
        EmbeddedBroker.start(BrokerSettings.in(folder.resolve("kafka")), new SplittableRandom(1));
  }

  @AfterAll
  static void stopKafka() {
    kafka.close();
  }

  @Test
  void tasks_whileEveryRoleIsReplaced_areDeliveredOnce() throws Exception {
    Path config = config("replaced", SECRET, "sluice.partitions=2", "sluice.topic-prefix=a.");
    try (RecordingTarget target =
            RecordingTarget.start(request -> {
              if (request.taskName().startsWith("slow")) {
                LockSupport.parkNanos(Duration.ofSeconds(3).toNanos());
              }
              return 200;
            });
        SluiceProcess scheduler = role("scheduler", "scheduler-1", config).awaitReady();
        SluiceProcess worker = role("worker", "worker-1", config);
        SluiceProcess api = api("api-1", config, scheduler)) {
      worker.awaitReady();
      Api queue = Api.withQueue(api, "moved", "");
      for (int i = 0; i < 20; i++) {
        queue.createTask("before-" + i, target.url("/"), "");
      }
      await().atMost(SOON).until(() -> target.arrivals().size() == 20);
      try (SluiceProcess secondScheduler = role("scheduler", "scheduler-2", config);
          SluiceProcess secondWorker = role("worker", "worker-2", config)) {
        secondScheduler.awaitReady();
        secondWorker.awaitReady();
        for (int i = 0; i < 50; i++) {
          queue.createTask("slow-" + i, target.url("/"), "");
        }
        await().atMost(SOON).until(() -> target.open() >= 25);

        assertThat(worker.stop(STOPPED)).contains(0);
        assertThat(scheduler.stop(STOPPED)).contains(0);

        try (SluiceProcess secondApi = api("api-2", config, secondScheduler)) {
          Api other = Api.of(secondApi, "moved");
          for (int i = 0; i < 20; i++) {
            other.createTask("after-" + i, target.url("/"), "");
          }
          await()
              .atMost(SOON)
              .untilAsserted(() -> {
                assertThat(target.arrivals()).hasSize(90);
                assertThat(other.taskIds()).isEmpty();
              });
          assertThat(target.arrivals().stream().map(RecordingTarget.Arrival::taskName))
              .doesNotHaveDuplicates();
        }
      }
    }
  }

  @Test
  void mistakes_areOneLineEach() throws Exception {
    Path plain = config("plain", "sluice.partitions=2", "sluice.topic-prefix=b.");
    Path open = config("open", "sluice.scheduler.query-bind=0.0.0.0");
    Path other = config("other", "sluice.partitions=3", "sluice.topic-prefix=b.");
    try (SluiceProcess scheduler = role("scheduler", "scheduler-3", plain).awaitReady();
        SluiceProcess noSchedulers = role("api", "api-3", plain);
        SluiceProcess openQueries = role("scheduler", "scheduler-4", open);
        SluiceProcess otherCount = role("worker", "worker-3", other);
        SluiceProcess sameFolder = role("scheduler", "scheduler-3", plain);
        SluiceProcess noKafka = SluiceProcess.role(folder.resolve("no-kafka"), "worker")) {
      assertThat(error(noSchedulers)).contains("sluice.api.schedulers: not set");
      assertThat(error(openQueries))
          .contains("sluice.scheduler.query-bind: 0.0.0.0")
          .contains("sluice.query-secret");
      assertThat(error(otherCount))
          .contains("sluice.partitions: 3 (expected: 2, as topic b.tasks has");
      assertThat(error(noKafka)).contains("sluice.bootstrap-servers: not set");
      assertThat(sameFolder.exitCode(SOON)).contains(1);
      assertThat(scheduler.stop(STOPPED)).contains(0);
      assertThat(scheduler.stderr()).contains("error: ").contains("scheduler-3");
    }
  }

  @Test
  void api_withAnotherSecret_isNotReady_andTheLogSaysWhy() throws Exception {
    Path config = config("secret", SECRET, "sluice.partitions=1", "sluice.topic-prefix=c.");
    Path wrong = config("wrong", "sluice.query-secret=another", "sluice.topic-prefix=c.");
    try (SluiceProcess scheduler = role("scheduler", "scheduler-5", config).awaitReady();
        SluiceProcess api =
            SluiceProcess.role(
                folder.resolve("api-4"), "api", "--config", asking(wrong, scheduler).toString())) {
      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(api.stderr()).contains("event=scheduler_refused_secret"));
      assertThat(api.lines()).isEmpty();
    }
  }

  private static Path asking(Path config, SluiceProcess scheduler) throws Exception {
    return Files.writeString(
        config,
        Files.readString(config)
            + "sluice.api.port=0\nsluice.api.schedulers=127.0.0.1:"
            + scheduler.port()
            + "\n");
  }

  private static String error(SluiceProcess process) throws Exception {
    assertThat(process.exitCode(SOON)).contains(1);
    assertThat(process.stderr().lines().filter(line -> line.startsWith("error: "))).hasSize(1);
    return process.stderr();
  }

  private static Path config(String name, String... lines) throws Exception {
    return Files.writeString(
        folder.resolve(name + ".properties"),
        "sluice.bootstrap-servers="
            + kafka.bootstrapServers()
            + "\n"
            + String.join("\n", lines)
            + "\n");
  }

  private static SluiceProcess role(String role, String data, Path config) throws Exception {
    return SluiceProcess.role(folder.resolve(data), role, "--config", config.toString());
  }

  private static SluiceProcess api(String data, Path config, SluiceProcess scheduler)
      throws Exception {
    Path own = folder.resolve(data + ".properties");
    Files.copy(config, own);
    return role("api", data, asking(own, scheduler)).awaitReady();
  }
}
