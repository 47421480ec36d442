package dev.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.standalone.testkit.RecordingTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./sluice up} as its operator sees it. */
final class UpIT {

  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path folder;

  @Test
  void sigterm_exitsZero_letsAttemptsEnd_andKeepsTheRest() throws Exception {
    try (RecordingTarget target =
            RecordingTarget.start(request -> {
              LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
              return 200;
            });
        SluiceProcess sluice = SluiceProcess.start(folder.resolve("data"))) {
      Api api = Api.withQueue(sluice, "stopped", "");
      api.createTask("running", target.url("/"), "");
      api.createTask(
          "later", target.url("/"), "\"scheduleTime\": \"" + Instant.now().plusSeconds(5) + "\"");
      await().atMost(SOON).until(() -> target.open() == 1);

      assertThat(sluice.stop(Duration.ofSeconds(40))).contains(0);

      assertThat(target.arrivalsOf("running")).hasSize(1);
      try (SluiceProcess again = sluice.startAgain()) {
        await().atMost(SOON).until(() -> target.arrivals().size() == 2);
        assertThat(target.arrivalsOf("later")).hasSize(1);
        assertThat(target.arrivalsOf("running")).hasSize(1);
        assertThat(again.lines().stream().filter(line -> line.contains("is ready"))).hasSize(1);
      }
      assertThat(sluice.stderr()).doesNotContain("Exception");
    }
  }

  @Test
  void secondUp_onTheSameFolderOrPort_isOneLine() throws Exception {
    SluiceProcess running = SharedSluice.get();
    try (SluiceProcess sameFolder = SluiceProcess.launch(running.data(), 0, List.of());
        SluiceProcess samePort =
            SluiceProcess.launch(folder.resolve("other"), running.port(), List.of())) {
      assertThat(sameFolder.exitCode(SOON))
          .hasValueSatisfying(code -> assertThat(code).isPositive());
      assertThat(samePort.exitCode(SOON)).hasValueSatisfying(code -> assertThat(code).isPositive());
      assertThat(samePort.stderr().lines()).hasSize(1);
      assertThat(samePort.stderr()).contains(Integer.toString(running.port()));
    }
    List<String> complaints =
        running.stderr().lines().filter(line -> line.startsWith("error")).toList();
    assertThat(complaints).hasSize(1);
    assertThat(complaints.getFirst()).contains(running.data().toString());
  }

  @Test
  void demo_showsDeliveryRetryAndDeadLetter_andRunsAgain() throws Exception {
    try (SluiceProcess sluice = SluiceProcess.start(folder.resolve("data"), "--demo")) {
      awaitDemo(sluice);
      assertThat(sluice.stop(Duration.ofSeconds(40))).contains(0);
      try (SluiceProcess again = sluice.startAgain()) {
        awaitDemo(again);
      }
    }
  }

  private static void awaitDemo(SluiceProcess sluice) {
    await()
        .atMost(SOON)
        .untilAsserted(() ->
            assertThat(String.join("\n", sluice.lines()).toLowerCase(java.util.Locale.ROOT))
                .contains("delivered")
                .contains("retry")
                .contains("dead"));
  }
}
