package dev.sluice.topology.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class StopRuleTest {

  private static final long MINUTE = 60_000_000;

  @Test
  void attemptsOnly_stopsAfterThatMany() {
    QueueSettings settings = Settings.defaults().attempts(3).build();

    assertThat(StopRule.givesUp(settings, 2, 100 * MINUTE)).isFalse();
    assertThat(StopRule.givesUp(settings, 3, 0)).isTrue();
  }

  @Test
  void durationOnly_stopsWhenTheAgeExceedsIt() {
    QueueSettings settings =
        Settings.defaults().attempts(-1).retryDuration(Duration.ofMinutes(1)).build();

    assertThat(StopRule.givesUp(settings, 1_000, MINUTE)).isFalse();
    assertThat(StopRule.givesUp(settings, 1, MINUTE + 1)).isTrue();
  }

  @Test
  void both_stopsWhenBothAreReached() {
    QueueSettings settings =
        Settings.defaults().attempts(3).retryDuration(Duration.ofMinutes(1)).build();

    assertThat(StopRule.givesUp(settings, 3, MINUTE)).isFalse();
    assertThat(StopRule.givesUp(settings, 2, 2 * MINUTE)).isFalse();
    assertThat(StopRule.givesUp(settings, 3, 2 * MINUTE)).isTrue();
  }

  @Test
  void neither_neverStops() {
    QueueSettings settings = Settings.defaults().attempts(-1).build();

    assertThat(StopRule.givesUp(settings, Integer.MAX_VALUE, Long.MAX_VALUE)).isFalse();
  }

  @Test
  void oneAttempt_stopsAtOnce() {
    assertThat(StopRule.givesUp(Settings.defaults().attempts(1).build(), 1, 0)).isTrue();
  }
}
