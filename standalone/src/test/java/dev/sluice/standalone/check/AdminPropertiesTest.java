package dev.sluice.standalone.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.standalone.config.SettingsLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AdminPropertiesTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "-, -, 5000, 10000",
        "30000, -, 30000, 30000",
        "1000, -, 1000, 10000",
        "-, 60000, 5000, 60000",
        "-, 3000, 3000, 3000",
        "4000, 8000, 4000, 8000",
      })
  void of_timeoutsThatAreGiven_makeAClientAndHold(
      @Nullable String request, @Nullable String call, String requestMs, String callMs)
      throws Exception {
    Map<String, Object> properties = properties(request, call);

    assertThat(properties.get("request.timeout.ms")).hasToString(requestMs);
    assertThat(properties.get("default.api.timeout.ms")).hasToString(callMs);
    Admin.create(properties).close(Duration.ZERO);
  }

  @Test
  void of_notANumber_isLeftForKafkaToName() throws Exception {
    Map<String, Object> properties = properties("soon", null);
    assertThatThrownBy(() -> Admin.create(properties).close(Duration.ZERO))
        .isInstanceOf(KafkaException.class)
        .hasMessageContaining("request.timeout.ms");
  }

  private Map<String, Object> properties(@Nullable String request, @Nullable String call)
      throws Exception {
    String text =
        "sluice.bootstrap-servers=127.0.0.1:1\n"
            + (request == null ? "" : "kafka.request.timeout.ms=" + request + "\n")
            + (call == null ? "" : "kafka.default.api.timeout.ms=" + call + "\n");
    Path file = Files.writeString(folder.resolve("check.properties"), text);
    return AdminProperties.of(new SettingsLoader().file(file).load());
  }
}
