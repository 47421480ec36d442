package dev.sluice.standalone.up;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.standalone.error.UserErrorException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class QueueFileTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "- name: mail\n  retryConfig: {maxAttempts: 4}\n- name: projects/p/locations/l/queues/q\n",
        "queues:\n  - name: mail\n",
        "[{\"name\": \"mail\"}]",
        "{\"queues\": []}",
      })
  void read_yamlOrJson_aloneOrUnderQueues_works(String text) throws Exception {
    QueueFile.read(Files.writeString(folder.resolve("queues"), text));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[{name: mail}, {nam: x}] | : entry 2 has no name",
        "[{name: mail}, {name: mail}] | : entry 2 (mail): twice",
        "[{name: under_score}] | : entry 1, name: under_score: Queue name must be",
        "just text | : (expected: a list of queues",
        "[{name: | :1: not YAML or JSON",
      })
  void read_badEntry_isNamed(String text, String message) throws Exception {
    Path file = Files.writeString(folder.resolve("queues"), text);
    assertThatThrownBy(() -> QueueFile.read(file))
        .isInstanceOf(UserErrorException.class)
        .hasMessageStartingWith(file + message);
  }

  @Test
  void read_absent_isNamed() {
    Path absent = folder.resolve("absent");
    assertThatThrownBy(() -> QueueFile.read(absent))
        .isInstanceOf(UserErrorException.class)
        .hasMessageStartingWith(absent + ": cannot be read");
  }
}
