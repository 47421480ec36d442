package dev.sluice.topology.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ReplacementsTest {

  private static final long START = -5_000_000_000L;

  private final Replacements replacements = new Replacements();

  @Test
  void failures_inARow_waitLongerAndLonger() {
    assertThat(replacements.next(START)).hasValue(Duration.ofMillis(100));
    assertThat(replacements.next(START + 1)).hasValue(Duration.ofMillis(200));
    assertThat(replacements.next(START + 2)).hasValue(Duration.ofMillis(400));
    for (int i = 3; i < 19; i++) {
      replacements.next(START + i);
    }
    assertThat(replacements.next(START + 19)).hasValue(Replacements.LONGEST_PAUSE);
  }

  @Test
  void failures_moreThanTheWindowBears_areNotReplaced() {
    for (int i = 0; i < Replacements.MOST; i++) {
      assertThat(replacements.next(START + i)).isPresent();
    }
    assertThat(replacements.next(START + Replacements.WINDOW.toNanos() - 1)).isEmpty();
  }

  @Test
  void failures_nowAndThen_areReplacedForEver() {
    long now = START;
    for (int i = 0; i < 10 * Replacements.MOST; i++) {
      assertThat(replacements.next(now)).isPresent();
      now += Replacements.WINDOW.toNanos() / Replacements.MOST;
    }
    assertThat(replacements.next(now + Replacements.WINDOW.toNanos()))
        .as("calm lets it start anew")
        .hasValue(Replacements.FIRST_PAUSE);
  }
}
