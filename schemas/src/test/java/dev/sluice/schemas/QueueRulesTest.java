package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.v1.QueueConfig;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Spec sections 1.5 and 2.1. */
final class QueueRulesTest {

  @Test
  void defaults_nothingSet_areGoogles() {
    assertThat(QueueDefaults.config())
        .isEqualTo(
            new QueueConfig(
                500.0,
                100,
                1000,
                100,
                0L,
                100L,
                3_600_000L,
                16,
                3_600_000L,
                Duration.ofDays(31).toMillis(),
                0.0,
                null,
                null,
                List.of(),
                true,
                0L,
                0L,
                0L));
    assertThat(QueueDefaults.filled(QueueDefaults.config())).isEqualTo(QueueDefaults.config());
  }

  @Test
  void defaults_zeros_becomeDefaultsWhereZeroMeansUnset() {
    QueueConfig zeros = zeros();

    assertThat(QueueDefaults.filled(zeros))
        .isEqualTo(
            QueueConfig.newBuilder(zeros())
                .setMaxDispatchesPerSecond(500.0)
                .setMaxBurstSize(100)
                .setMaxConcurrentDispatches(1000)
                .setMaxAttempts(100)
                .setTaskTtlMillis(Duration.ofDays(31).toMillis())
                .build());
    assertThat(zeros.getMaxAttempts()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0.001, 10", "1, 10", "50, 10", "54.9, 10", "55, 11", "500, 100", "100000, 20000"})
  void burst_ofARate_isAFifthAndAtLeastTen(double rate, int burst) {
    assertThat(QueueDefaults.burst(rate)).isEqualTo(burst);

    QueueConfig config = QueueDefaults.config();
    config.setMaxDispatchesPerSecond(rate);
    config.setMaxBurstSize(7);
    assertThat(QueueDefaults.filled(config).getMaxBurstSize()).isEqualTo(burst);
  }

  @Test
  void violation_defaultsAndZeros_none() {
    assertThat(QueueRules.violation(QueueDefaults.config(), Limits.STRICT)).isEmpty();
    assertThat(QueueRules.violation(zeros(), Limits.STRICT)).isEmpty();
  }

  private static QueueConfig zeros() {
    return new QueueConfig(
        0.0, 0, 0, 0, 0L, 0L, 0L, 0, 0L, 0L, 0.0, null, null, List.of(), false, 0L, 0L, 0L);
  }

  @Test
  void pending_negative_isRefused() {
    assertThat(wide(c -> c.setMaxPendingTasks(-1)))
        .contains("Queue.maxPendingTasks cannot be negative.");
    assertThat(wide(c -> c.setMaxPendingBytes(-1)))
        .contains("Queue.maxPendingBytes cannot be negative.");
    assertThat(wide(c -> c.setMaxPendingTasks(1))).isEmpty();
  }

  @Test
  void rates_atTheLimits_pass() {
    assertThat(wide(c -> c.setMaxDispatchesPerSecond(100_000))).isEmpty();
    assertThat(wide(c -> c.setMaxConcurrentDispatches(100_000))).isEmpty();
    assertThat(wide(c -> c.setMaxDispatchesPerSecond(0.001))).isEmpty();
    assertThat(wide(c -> c.setMaxBurstSize(-1))).isEmpty();
  }

  @Test
  void rates_beyondTheLimits_refusedAsRecorded() {
    assertThat(strict(c -> c.setMaxDispatchesPerSecond(500.5)))
        .contains("RateLimits.maxDispatchesPerSecond must be less than or equal to 500.");
    assertThat(wide(c -> c.setMaxDispatchesPerSecond(100_001)))
        .contains("RateLimits.maxDispatchesPerSecond must be less than or equal to 100000.");
    assertThat(strict(c -> c.setMaxConcurrentDispatches(5_001)))
        .contains("RateLimits.maxConcurrentDispatches must be less than or equal to 5000.");
    assertThat(wide(c -> c.setMaxConcurrentDispatches(Integer.MAX_VALUE)))
        .contains("RateLimits.maxConcurrentDispatches must be less than or equal to 100000.");
    assertThat(wide(c -> c.setMaxDispatchesPerSecond(-0.1)))
        .contains("RateLimits.maxDispatchesPerSecond cannot be negative.");
    assertThat(wide(c -> c.setMaxConcurrentDispatches(-1)))
        .contains("RateLimits.maxConcurrentDispatches cannot be negative.");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void rates_notFinite_refused(double rate) {
    assertThat(wide(c -> c.setMaxDispatchesPerSecond(rate))).isPresent();
    assertThat(wide(c -> c.setSamplingRatio(rate))).isPresent();
  }

  @Test
  void retries_outOfRange_refusedAsRecorded() {
    assertThat(wide(c -> c.setMaxAttempts(-1))).isEmpty();
    assertThat(wide(c -> c.setMaxAttempts(-2)))
        .contains("RetryConfig.maxAttempts must be greater or equal to -1.");
    assertThat(wide(c -> c.setMaxDoublings(-1)))
        .contains("RetryConfig.maxDoublings cannot be negative.");
    assertThat(wide(c -> c.setMinBackoffMillis(-1)))
        .contains("RetryConfig.minBackoff cannot be negative.");
    assertThat(wide(c -> c.setMaxBackoffMillis(-1)))
        .contains("RetryConfig.maxBackoff cannot be negative.");
    assertThat(wide(c -> c.setMaxRetryDurationMillis(-1)))
        .contains("RetryConfig.maxRetryDuration cannot be negative.");
    assertThat(wide(c -> c.setMinBackoffMillis(3_600_001)))
        .contains("RetryConfig.minBackoff must be less than or equal to RetryConfig.maxBackoff.");
    assertThat(wide(c -> c.setMinBackoffMillis(3_600_000))).isEmpty();
  }

  @Test
  void lifetimesAndSampling_outOfRange_refused() {
    long nineDays = Duration.ofDays(9).toMillis();
    assertThat(wide(c -> c.setTombstoneTtlMillis(nineDays))).isEmpty();
    assertThat(wide(c -> c.setTombstoneTtlMillis(nineDays + 1)))
        .contains("Queue.tombstoneTtl must be between [0s, 9d].");
    assertThat(wide(c -> c.setTombstoneTtlMillis(-1))).isPresent();
    assertThat(wide(c -> c.setTaskTtlMillis(-1))).contains("Queue.taskTtl cannot be negative.");
    assertThat(wide(c -> c.setSamplingRatio(1))).isEmpty();
    assertThat(wide(c -> c.setSamplingRatio(1.01)))
        .contains("StackdriverLoggingConfig.samplingRatio must be between [0, 1].");
  }

  @Test
  void durations_longerThanTheApiCanSay_refusedWithValueAndRule() {
    long longest = 315_576_000_000_000L;
    assertThat(wide(c -> c.setMaxBackoffMillis(longest))).isEmpty();
    assertThat(wide(c -> c.setMaxRetryDurationMillis(longest))).isEmpty();
    assertThat(wide(c -> c.setTaskTtlMillis(longest))).isEmpty();
    assertThat(wide(c -> c.setMaxBackoffMillis(longest + 1)))
        .contains(
            "RetryConfig.maxBackoff must be less than or equal to 315576000000s, not"
                + " 315576000000.001s.");
    assertThat(wide(c -> c.setMinBackoffMillis(Long.MAX_VALUE)))
        .contains(
            "RetryConfig.minBackoff must be less than or equal to 315576000000s, not"
                + " 9223372036854775.807s.");
    assertThat(wide(c -> c.setMaxRetryDurationMillis(longest + 1_000)))
        .contains(
            "RetryConfig.maxRetryDuration must be less than or equal to 315576000000s, not"
                + " 315576000001s.");
    assertThat(wide(c -> c.setTaskTtlMillis(longest + 1)))
        .contains(
            "Queue.taskTtl must be less than or equal to 315576000000s, not 315576000000.001s.");
  }

  @Test
  void limits_notPositive_refused() {
    assertThatThrownBy(() -> new Limits(0, Duration.ofDays(1), 1, 1))
        .hasMessage("maxTaskBytes: 0.0 (expected: > 0)");
    assertThatThrownBy(() -> new Limits(1, Duration.ZERO, 1, 1))
        .hasMessage("scheduleHorizon: PT0S (expected: > 0)");
    assertThatThrownBy(() -> new Limits(1, Duration.ofDays(1), Double.NaN, 1))
        .hasMessage("maxDispatchesPerSecond: NaN (expected: > 0)");
  }

  private static Optional<String> wide(Consumer<QueueConfig> change) {
    return violation(change, Limits.WIDE);
  }

  private static Optional<String> strict(Consumer<QueueConfig> change) {
    return violation(change, Limits.STRICT);
  }

  private static Optional<String> violation(Consumer<QueueConfig> change, Limits limits) {
    QueueConfig config = QueueDefaults.config();
    change.accept(config);
    return QueueRules.violation(config, limits);
  }

  @ParameterizedTest
  @CsvSource({"-1", "3600001"})
  void slowStart_outOfRange_isRefused(long millis) {
    assertThat(wide(c -> c.setSlowStartMillis(millis)))
        .contains("Queue.slowStart must be between [0s, 1h].");
    assertThat(wide(c -> c.setSlowStartMillis(3_600_000))).isEmpty();
  }
}
