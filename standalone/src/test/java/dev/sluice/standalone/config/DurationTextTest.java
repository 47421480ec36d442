package dev.sluice.standalone.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class DurationTextTest {

  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S, 500ms",
    "1.5s, PT1.5S, 1500ms",
    "0.0001s, PT0.0001S, 0.0001s",
    "30s, PT30S, 30s",
    "0s, PT0S, 0s",
    "90m, PT90M, 90m",
    "1h30m, PT90M, 90m",
    "24h, PT24H, 1d",
    "3650d, PT87600H, 3650d",
  })
  void parse_asPeopleWrite_readsAndPrintsTheSame(String text, Duration value, String printed) {
    assertThat(DurationText.parse(text)).isEqualTo(value);
    assertThat(DurationText.print(value)).isEqualTo(printed);
    assertThat(DurationText.parse(printed)).isEqualTo(value);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "5", "s", "-5s", "5 s", "5S", "PT5S", "1.s", "0.0000000001s", "999999d"})
  void parse_notADuration_isRefusedByName(String text) {
    assertThatThrownBy(() -> DurationText.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("duration: " + text + " (expected: ");
  }
}
