package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class KafkaFloorTest {

  @Test
  void check_ofTheVersionWeShip_passes() {
    assertThatCode(KafkaFloor::check).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"4.3.1", "4.3.2", "4.4.0", "5.0.0", "4.10.0-rc1"})
  void check_ofFloorOrLater_passes(String version) {
    assertThatCode(() -> KafkaFloor.check(version)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"4.3.0", "4.1.0", "3.9.1", "unknown"})
  void check_ofAnythingElse_fails(String version) {
    assertThatThrownBy(() -> KafkaFloor.check(version))
        .hasMessage("kafka-streams: " + version + " (expected: >= 4.3.1)");
  }
}
