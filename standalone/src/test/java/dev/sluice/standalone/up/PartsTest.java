package dev.sluice.standalone.up;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PartsTest {

  private final List<String> stopped = new ArrayList<>();
  private final Parts parts = new Parts();

  @Test
  void stop_severalParts_lastStartedFirst_eachOnce() {
    parts.add("broker", limit -> stopped.add("broker " + limit));
    parts.add("scheduler", limit -> stopped.add("scheduler " + limit));
    assertThat(parts.stop(Duration.ofSeconds(3))).isTrue();
    assertThat(parts.stop(Duration.ofSeconds(3))).isTrue();
    assertThat(stopped).containsExactly("scheduler PT3S", "broker PT3S");
  }

  @Test
  void stop_onePartFails_theOthersAreStoppedAndItIsTold() {
    parts.add("broker", limit -> stopped.add("broker"));
    parts.add(
        "scheduler",
        limit -> {
          throw new IllegalStateException("stuck");
        });
    assertThat(parts.stop(Duration.ofSeconds(3))).isFalse();
    assertThat(stopped).containsExactly("broker");
  }
}
