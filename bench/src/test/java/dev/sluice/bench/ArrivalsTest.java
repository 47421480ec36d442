package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ArrivalsTest {

  private static final long SECOND = 1_000_000_000L;

  @Test
  void entered_firstRepeatDamagedAndForeign_areToldApart() {
    Arrivals arrivals = new Arrivals(7, 10);
    byte[] damaged = Body.of(7, 2, 0, 100);
    damaged[50]++;

    arrivals.entered(Body.of(7, 1, 0, 100), SECOND);
    arrivals.entered(Body.of(7, 1, 0, 100), SECOND);
    arrivals.entered(damaged, SECOND);
    arrivals.entered(Body.of(6, 3, 0, 100), SECOND);
    arrivals.entered(Body.of(7, 4, 2 * SECOND, 100), SECOND);

    assertThat(arrivals.toLine()).startsWith("2 1 1 1 5 ");
  }

  @Test
  void mostAbove_atExactlyTheRate_isOne() {
    Arrivals arrivals = new Arrivals(1, 100);
    for (int i = 0; i < 100; i++) {
      arrivals.entered(Body.of(1, i, 0, 100), SECOND + i * SECOND / 10);
    }

    assertThat(arrivals.mostAbove(10)).isEqualTo(1);
  }

  @Test
  void mostAbove_burstInTheMiddle_isItsSize() {
    Arrivals arrivals = new Arrivals(1, 30);
    for (int i = 0; i < 30; i++) {
      long afterBurst = i < 10 ? i : i < 20 ? 10 : i - 9;
      arrivals.entered(Body.of(1, i, 0, 100), SECOND + afterBurst * SECOND);
    }

    assertThat(arrivals.mostAbove(1)).isEqualTo(10);
  }
}
