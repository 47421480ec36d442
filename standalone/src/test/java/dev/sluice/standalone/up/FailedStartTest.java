package dev.sluice.standalone.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A start that fails half-way leaves nothing running in the process that wanted it. */
@Timeout(120)
final class FailedStartTest {

  private static final Duration SOON = Duration.ofSeconds(30);

  @TempDir Path folder;

  @Test
  void start_onAPortThatIsTaken_failsAndLeavesNoWorker() throws Exception {
    List<Thread> before = workerThreads();
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<String, String> settings = Map.of("sluice.api.port", "" + other.getLocalPort());

      assertThatThrownBy(() -> EmbeddedSluice.start(folder.resolve("data"), settings).close())
          .hasStackTraceContaining("Address already in use");
    }
    await().atMost(SOON).untilAsserted(() -> assertThat(workerThreads()).isSubsetOf(before));
  }

  private static List<Thread> workerThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("sluice-worker-"))
        .toList();
  }
}
