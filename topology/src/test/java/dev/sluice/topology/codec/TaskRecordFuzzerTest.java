package dev.sluice.topology.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Inputs that are kept, and some seconds of Jazzer, which looks for more by what they reach. It
 * runs longer with {@code -Dsluice.fuzz.seconds=600}; what it finds belongs with those that are
 * kept.
 */
final class TaskRecordFuzzerTest {

  private static final Path KEPT = Path.of("src/test/resources/fuzz/task-records");
  private static final int SECONDS = Integer.getInteger("sluice.fuzz.seconds", 6);
  private static final int START_SECONDS = 120;

  @TempDir Path folder;

  @Test
  void inputs_thatAreKept_areTasksOrDeadLetters() throws Exception {
    try (Stream<Path> files = Files.list(KEPT)) {
      List<Path> inputs = files.toList();
      assertThat(inputs).isNotEmpty();
      for (Path input : inputs) {
        byte[] data = Files.readAllBytes(input);
        assertThatCode(() -> TaskRecordFuzzer.fuzzerTestOneInput(data))
            .as(input.toString())
            .doesNotThrowAnyException();
      }
    }
  }

  @Test
  void jazzer_findsNothing() throws Exception {
    Path output = folder.resolve("output");
    Process jazzer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+EnableDynamicAgentLoading",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + TaskRecordFuzzer.class.getName(),
                "--instrumentation_includes=dev.sluice.**",
                "--reproducer_path=" + folder,
                "-artifact_prefix=" + folder + "/",
                "-max_total_time=" + SECONDS,
                "-seed=20261125",
                Files.createDirectory(folder.resolve("found")).toString(),
                KEPT.toAbsolutePath().toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(jazzer.waitFor(SECONDS + START_SECONDS, TimeUnit.SECONDS))
          .as(text(output))
          .isTrue();
    } finally {
      jazzer.destroyForcibly();
    }
    assertThat(jazzer.exitValue()).as(text(output)).isZero();
    assertThat(text(output)).as("inputs that were tried").contains("Done ");
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
  }
}
