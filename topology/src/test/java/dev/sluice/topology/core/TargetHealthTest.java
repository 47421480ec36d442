package dev.sluice.topology.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.topology.core.Input.Outcome.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TargetHealthTest {

  private static final long START = SchedulerDriver.START_MICROS;
  private static final double RATE = 500;

  private static TargetHealth counting(TargetHealth health, int status, int times) {
    return counting(health, status, times, false);
  }

  private static TargetHealth counting(
      TargetHealth health, int status, int times, boolean appEngine) {
    TargetHealth counted = health;
    for (int i = 0; i < times; i++) {
      counted = counted.counting(outcome(Kind.RESPONDED, status), appEngine, START);
    }
    return counted;
  }

  private static Input.Outcome outcome(Kind kind, int status) {
    return new Input.Outcome(0, 1, kind, status, -1, "", new byte[0], START, START);
  }

  private static double after(TargetHealth health, double limit) {
    return health.limitPerSecond(limit, RATE, START + Micros.PER_SECOND);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 503})
  void busy_oneInTen_lowersBelowWhatWasDone(int status) {
    TargetHealth health = counting(counting(TargetHealth.UNKNOWN, 200, 90), status, 10);

    assertThat(after(health, 0)).isCloseTo(70, within(1e-9));
  }

  @Test
  void busy_fewerThanOneInTen_lowersNothing() {
    TargetHealth health = counting(counting(TargetHealth.UNKNOWN, 200, 91), 503, 9);

    assertThat(after(health, 0)).isZero();
  }

  @Test
  void busy_forLong_leavesOnePerSecond() {
    double limit = 0;
    for (int i = 0; i < 20; i++) {
      limit = after(counting(TargetHealth.UNKNOWN, 503, (int) Math.max(1, limit)), limit);
    }

    assertThat(limit).isEqualTo(1);
  }

  @Test
  void busy_queueSlowerThanTheFloor_isNotSpedUp() {
    TargetHealth health = counting(TargetHealth.UNKNOWN, 503, 1);

    assertThat(health.limitPerSecond(0, 0.25, START + Micros.PER_SECOND)).isEqualTo(0.25);
  }

  @Test
  void busy_appEngine_onlyWith503() {
    assertThat(after(counting(TargetHealth.UNKNOWN, 429, 20, true), 0)).isZero();
    assertThat(after(counting(TargetHealth.UNKNOWN, 503, 20, true), 0)).isEqualTo(14);
  }

  @Test
  void failures_half_lowerToATenthOfTheRateAtMost() {
    TargetHealth health = counting(counting(TargetHealth.UNKNOWN, 200, 50), 500, 50);

    assertThat(after(health, 0)).isCloseTo(70, within(1e-9));
    assertThat(after(health, 60)).isEqualTo(50);
    assertThat(after(health, 20)).as("never raised by failures").isEqualTo(20);
  }

  @Test
  void failures_withoutResponse_countAsWell() {
    TargetHealth health = TargetHealth.UNKNOWN;
    for (int i = 0; i < 10; i++) {
      Kind kind = i % 2 == 0 ? Kind.DEADLINE_EXCEEDED : Kind.CONNECTION_FAILED;
      health = health.counting(outcome(kind, 0), false, START);
    }

    assertThat(after(health, 0)).isEqualTo(50);
  }

  @Test
  void failures_fewerThanTen_sayNothing() {
    assertThat(after(counting(TargetHealth.UNKNOWN, 500, 9), 0)).isZero();
    assertThat(after(counting(TargetHealth.UNKNOWN, 500, 9), 30)).isEqualTo(30);
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 400, 404, 418})
  void otherResponses_sayNothing(int status) {
    assertThat(after(counting(TargetHealth.UNKNOWN, status, 100), 0)).isZero();
    assertThat(after(counting(TargetHealth.UNKNOWN, status, 100), 30)).isEqualTo(30);
  }

  @ParameterizedTest
  @CsvSource({"1, 1.5", "100, 150", "333, 499.5", "400, 0"})
  void success_raisesByHalf_untilTheQueuesOwnRate(double limit, double next) {
    assertThat(after(counting(TargetHealth.UNKNOWN, 200, 5), limit)).isEqualTo(next);
  }

  @Test
  void success_from1PerSecond_isBackIn16Seconds() {
    double limit = 1;
    int seconds = 0;
    while (limit != 0) {
      limit = after(counting(TargetHealth.UNKNOWN, 200, 1), limit);
      seconds++;
    }

    assertThat(seconds).isEqualTo(16);
  }

  @Test
  void ripe_afterASecondOfCounting() {
    TargetHealth health = counting(TargetHealth.UNKNOWN, 503, 1);

    assertThat(TargetHealth.UNKNOWN.isRipe(START)).isFalse();
    assertThat(health.isRipe(START + 999_999)).isFalse();
    assertThat(health.isRipe(START + 1_000_000)).isTrue();
  }

  @Test
  void abandonedAndRefused_doNotCount() {
    TargetHealth health =
        TargetHealth.UNKNOWN
            .counting(outcome(Kind.ABANDONED, 0), false, START)
            .counting(outcome(Kind.REFUSED, 0), false, START);

    assertThat(health).isEqualTo(TargetHealth.UNKNOWN);
  }
}
