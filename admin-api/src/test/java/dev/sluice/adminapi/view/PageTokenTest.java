package dev.sluice.adminapi.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTokenTest {

  private static final Instant NOW = Instant.parse("2026-11-22T10:15:30.123456Z");

  @Test
  void read_isValidForTwoHours() {
    String token = PageToken.write("queues x", "a", NOW);

    assertThat(PageToken.read("queues x", token, NOW.plus(Duration.ofHours(2)))).isEqualTo("a");
    assertThatThrownBy(
            () -> PageToken.read("queues x", token, NOW.plus(Duration.ofHours(2)).plusSeconds(1)))
        .hasMessageStartingWith("INVALID_ARGUMENT: pageToken has expired");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "projects/p/locations/l/queues/q", "3 3-17", "\u00e4\ud83d\ude00"})
  void read_written_isTheSame(String after) {
    String token = PageToken.write("queues x", after, NOW);

    assertThat(PageToken.read("queues x", token, NOW)).isEqualTo(after);
    assertThat(token).matches("[A-Za-z0-9_-]+");
  }

  @Test
  void read_empty_isEmpty() {
    assertThat(PageToken.read("queues x", "", NOW)).isEmpty();
  }

  @Test
  void read_tokenOfAnotherList_isRefused() {
    String token = PageToken.write("queues x", "a", NOW);

    assertThatThrownBy(() -> PageToken.read("queues y", token, NOW))
        .hasMessageStartingWith("INVALID_ARGUMENT: pageToken is not valid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "AAAA", "AAAAAAAA", "****", "not a token", "=", "AAAAAP8"})
  void read_garbage_isRefused(String token) {
    assertThatThrownBy(() -> PageToken.read("queues x", token, NOW))
        .hasMessageStartingWith("INVALID_ARGUMENT: pageToken is not valid");
  }
}
