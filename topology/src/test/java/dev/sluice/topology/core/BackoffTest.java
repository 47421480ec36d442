package dev.sluice.topology.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

final class BackoffTest {

  private static List<Double> waits(QueueSettings settings, int retries) {
    return IntStream.rangeClosed(1, retries)
        .mapToObj(retry -> Backoff.waitMicros(settings, retry) / 1e6)
        .toList();
  }

  private static QueueSettings backoff(double minSeconds, long maxSeconds, int doublings) {
    return Settings.defaults()
        .backoff(
            Duration.ofMillis((long) (minSeconds * 1000)),
            Duration.ofSeconds(maxSeconds),
            doublings)
        .build();
  }

  @Test
  void wait_googlesWorkedExample_toTheLetter() {
    assertThat(waits(backoff(10, 300, 3), 8))
        .containsExactly(10.0, 20.0, 40.0, 80.0, 160.0, 240.0, 300.0, 300.0);
  }

  @Test
  void wait_withoutDoublings_growsLinearly() {
    assertThat(waits(backoff(10, 200, 0), 21))
        .startsWith(10.0, 20.0, 30.0, 40.0)
        .endsWith(190.0, 200.0, 200.0);
  }

  @Test
  void wait_defaults_doubleSixteenTimes() {
    List<Double> waits = waits(backoff(0.1, 3600, 16), 18);

    assertThat(waits).startsWith(0.1, 0.2, 0.4);
    assertThat(waits.get(15)).isEqualTo(3276.8);
    assertThat(waits).endsWith(3600.0, 3600.0);
  }

  @Test
  void wait_hugeNumbers_saturatesAtTheLongestWait() {
    QueueSettings settings = backoff(1000, 1_000_000, Integer.MAX_VALUE);

    assertThat(Backoff.waitMicros(settings, Integer.MAX_VALUE)).isEqualTo(1_000_000_000_000L);
  }

  @Test
  void wait_retryAfter_isTheLeastWait_cappedAtAnHour() {
    QueueSettings settings = backoff(10, 300, 3);

    assertThat(Backoff.waitMicros(settings, 1, -1)).isEqualTo(10_000_000);
    assertThat(Backoff.waitMicros(settings, 1, 5_000)).isEqualTo(10_000_000);
    assertThat(Backoff.waitMicros(settings, 1, 60_000)).isEqualTo(60_000_000);
    assertThat(Backoff.waitMicros(settings, 1, Long.MAX_VALUE)).isEqualTo(3_600_000_000L);
  }

  @Test
  void wait_retryAfter_mayReachALongerMaxBackoff() {
    QueueSettings settings = backoff(10, 86_400, 3);

    assertThat(Backoff.waitMicros(settings, 1, Long.MAX_VALUE)).isEqualTo(86_400_000_000L);
  }

  /** The model walks from wait to wait as the documentation tells it. */
  @RepeatedTest(100)
  void random_followsTheModel(RepetitionInfo repetition) {
    long seed = repetition.getCurrentRepetition();
    Random random = new Random(seed);
    long min = random.nextLong(1, 100_000);
    long max = min + random.nextLong(10_000_000);
    int doublings = random.nextInt(12);
    QueueSettings settings =
        Settings.defaults()
            .backoff(Duration.ofMillis(min), Duration.ofMillis(max), doublings)
            .build();
    long wait = min;
    long step = min;
    for (int retry = 1; retry <= 60; retry++) {
      if (retry > 1 && retry - 1 <= doublings) {
        wait *= 2;
        step = wait;
      } else if (retry > 1) {
        wait += step;
      }
      assertThat(Backoff.waitMicros(settings, retry))
          .as("seed %d retry %d", seed, retry)
          .isEqualTo(Math.min(max, wait) * 1000);
    }
  }
}
