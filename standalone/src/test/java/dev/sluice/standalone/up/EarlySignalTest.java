package dev.sluice.standalone.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.standalone.Main;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A signal in the first moments of a process, before it has anything to stop. */
final class EarlySignalTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"up", "scheduler", "worker", "api"})
  void sigterm_whileSettingsAreRead_exitsZero(String command) throws Exception {
    Path settings = folder.resolve("settings");
    assertThat(new ProcessBuilder("mkfifo", settings.toString()).start().waitFor()).isZero();
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                command,
                "--config",
                settings.toString())
            .inheritIO()
            .start();
    try (OutputStream _ = Files.newOutputStream(settings)) {
      // Open now at the other end as well: it reads, and nothing comes.
      process.destroy();
      assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).isZero();
  }
}
