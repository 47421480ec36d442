package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class MicroClockTest {

  private static final long START_MICROS = 1_800_000_000_000_000L;
  private static final long SECOND = 1_000_000;

  private long wallMicros = START_MICROS;
  private long nanos = -5_000_000_000L;
  private final MicroClock clock = MicroClock.following(() -> wallMicros, () -> nanos);

  /** Both sources move on. */
  private void pass(Duration by) {
    nanos += by.toNanos();
    wallMicros += by.toNanos() / 1_000;
  }

  private long sinceStart() {
    return clock.nowMicros() - START_MICROS;
  }

  @Test
  void clock_bothSourcesInStep_counts() {
    pass(Duration.ofMillis(1_500));

    assertThat(sinceStart()).isEqualTo(1_500_000);
  }

  @Test
  void clock_readVeryOften_losesLessThanAMicrosecond() {
    for (int i = 0; i < 10_000; i++) {
      nanos += 300;
      wallMicros = START_MICROS + (i + 1) * 300 / 1_000;
      clock.nowMicros();
    }

    assertThat(sinceStart()).isBetween(2_999L, 3_000L);
  }

  @Test
  void elapsed_whileTheClockStandsStill_goesOn() {
    long before = clock.elapsedMicros();
    wallMicros -= 30 * SECOND;
    nanos += Duration.ofSeconds(2).toNanos();

    assertThat(sinceStart()).isZero();
    assertThat(clock.elapsedMicros() - before).isEqualTo(2 * SECOND);
  }

  @Test
  void wall_aheadByASecond_isNotFollowed() {
    wallMicros += SECOND;

    assertThat(sinceStart()).isZero();
  }

  @Test
  void wall_aheadAfterASuspend_isFollowedAtOnce() {
    wallMicros += 3_600 * SECOND;
    assertThat(sinceStart()).isEqualTo(3_600 * SECOND);
    pass(Duration.ofSeconds(1));

    assertThat(sinceStart()).isEqualTo(3_601 * SECOND);
  }

  @Test
  void wall_steppedBackALittle_isWaitedFor() {
    wallMicros -= 10 * SECOND;
    pass(Duration.ofSeconds(4));
    assertThat(sinceStart()).isZero();
    pass(Duration.ofSeconds(7));
    assertThat(sinceStart()).isEqualTo(SECOND);
    pass(Duration.ofSeconds(1));

    assertThat(sinceStart()).isEqualTo(2 * SECOND);
  }

  @Test
  void wall_steppedBackByHours_slowsTheClockAndDoesNotStopIt() {
    wallMicros -= 5 * 3_600 * SECOND;
    pass(Duration.ofSeconds(100));

    assertThat(sinceStart()).isEqualTo(90 * SECOND);
  }

  @Test
  void wall_steppedBackByMinutes_isAgreedWithInTheEnd() {
    wallMicros -= 300 * SECOND;
    for (int i = 0; i < 3_000; i++) {
      pass(Duration.ofSeconds(1));
      clock.nowMicros();
    }

    assertThat(clock.nowMicros()).isEqualTo(wallMicros);
  }

  @Test
  void clock_whateverTheWallDoes_neverGoesBack() {
    long seed = 20_261_122;
    Random random = new Random(seed);
    long last = clock.nowMicros();
    for (int i = 0; i < 100_000; i++) {
      nanos += random.nextInt(1_000_000);
      wallMicros +=
          random.nextInt(10) == 0
              ? random.nextLong(-200 * SECOND, 200 * SECOND)
              : random.nextInt(1_000);
      long now = clock.nowMicros();
      assertThat(now).as("seed %d, step %d", seed, i).isGreaterThanOrEqualTo(last);
      last = now;
    }
  }
}
