package dev.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.standalone.testkit.RecordingTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The roles beside the oldest Kafka that we say they work with. */
final class OldestKafkaIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int LATER = 20;

  @TempDir Path folder;

  @Test
  void roles_deliverRetryAndDeadLetter_andLoseNothingWithTheSchedulerKilled() throws Exception {
    try (OldestKafka kafka = OldestKafka.start(folder.resolve("kafka"));
        RecordingTarget target = RecordingTarget.start()) {
      Path config = config(kafka);
      try (SluiceProcess scheduler = role("scheduler", config);
          SluiceProcess worker = role("worker", config);
          SluiceProcess api = role("api", config)) {
        worker.awaitReady();
        Api queue =
            Api.withQueue(
                api.awaitReady(),
                "old",
                "\"retryConfig\": {\"maxAttempts\": 2, \"minBackoff\": \"0.1s\"}");
        target.failNext("old", 503, 3);
        queue.createTask("given-up", target.url("/"), "");
        await().atMost(SOON).until(() -> queue.deadLetters().size() == 1);
        queue.createTask("retried", target.url("/"), "");
        await().atMost(SOON).until(() -> queue.taskIds().isEmpty());
        assertThat(target.arrivalsOf("given-up")).hasSize(2);
        assertThat(target.arrivalsOf("retried")).hasSize(2);

        String soon = "\"scheduleTime\": \"" + Instant.now().plusSeconds(6) + "\"";
        for (int i = 0; i < LATER; i++) {
          queue.createTask("later-" + i, target.url("/"), soon);
        }
        scheduler.kill();
        try (SluiceProcess again = role("scheduler", config)) {
          again.awaitReady();
          await().atMost(SOON).until(() -> queue.taskIds().isEmpty());
        }
        assertThat(target.arrivals())
            .filteredOn(arrival -> arrival.taskName().contains("later-"))
            .extracting(RecordingTarget.Arrival::taskName)
            .hasSize(LATER)
            .doesNotHaveDuplicates();
      }
      Checked checked = Checked.by("--bootstrap-servers", kafka.bootstrapServers());
      assertThat(checked.exitCode()).as(checked.findings().toString()).isZero();
      assertThat(checked.of("broker"))
          .containsExactly(new Checked.Found("ok", "broker", "Kafka 3.9", ""));
    }
  }

  private SluiceProcess role(String role, Path config) throws Exception {
    return SluiceProcess.role(folder.resolve(role), role, "--config", config.toString());
  }

  private Path config(OldestKafka kafka) throws Exception {
    int queryPort = Ports.free();
    return Files.writeString(
        folder.resolve("sluice.properties"),
        String.join(
            "\n",
            List.of(
                "sluice.bootstrap-servers=" + kafka.bootstrapServers(),
                "sluice.partitions=2",
                "sluice.api.port=0",
                "sluice.api.schedulers=127.0.0.1:" + queryPort,
                "sluice.scheduler.query-port=" + queryPort)));
  }
}
