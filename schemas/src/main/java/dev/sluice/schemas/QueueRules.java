package dev.sluice.schemas;

import dev.sluice.v1.QueueConfig;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/**
 * What a queue's configuration must obey (spec sections 1.5 and 2.1), in the texts that Google's
 * service answers where those are known.
 */
public final class QueueRules {

  private static final long MAX_TOMBSTONE_TTL_MILLIS = Duration.ofDays(9).toMillis();
  private static final long MAX_SLOW_START_MILLIS = Duration.ofHours(1).toMillis();

  private QueueRules() {}

  /**
   * Returns the first rule that a configuration breaks. Zero passes where it means "not set" (see
   * {@link QueueDefaults#filled}).
   */
  public static Optional<String> violation(QueueConfig config, Limits limits) {
    return ownViolation(config, limits)
        .or(() -> QueueTargetRules.violation(QueueDefaults.target(config)));
  }

  /**
   * Returns the first rule that the values of an update break. What a token must have is not asked,
   * since an update may name a part of it: the queue's owner asks that of the result.
   */
  public static Optional<String> updateViolation(QueueConfig config, Limits limits) {
    return ownViolation(config, limits)
        .or(() -> QueueTargetRules.violationOfParts(QueueDefaults.target(config)));
  }

  private static Optional<String> ownViolation(QueueConfig config, Limits limits) {
    return rates(config, limits)
        .or(() -> RetryRules.attempts(config.getMaxAttempts(), config.getMaxRetryDurationMillis()))
        .or(() ->
            RetryRules.backoffs(
                config.getMaxDoublings(),
                config.getMinBackoffMillis(),
                config.getMaxBackoffMillis()))
        .or(() -> lifetimes(config))
        .or(() -> sampling(config))
        .or(() -> slowStart(config))
        .or(() -> pending("Queue.maxPendingTasks", config.getMaxPendingTasks()))
        .or(() -> pending("Queue.maxPendingBytes", config.getMaxPendingBytes()));
  }

  private static Optional<String> rates(QueueConfig config, Limits limits) {
    double rate = config.getMaxDispatchesPerSecond();
    if (Double.isNaN(rate)) {
      return Optional.of("RateLimits.maxDispatchesPerSecond must be a number.");
    }
    return range("RateLimits.maxDispatchesPerSecond", rate, limits.maxDispatchesPerSecond())
        .or(() ->
            range(
                "RateLimits.maxConcurrentDispatches",
                config.getMaxConcurrentDispatches(),
                limits.maxConcurrentDispatches()));
  }

  private static Optional<String> lifetimes(QueueConfig config) {
    long tombstoneTtl = config.getTombstoneTtlMillis();
    if (tombstoneTtl < 0 || tombstoneTtl > MAX_TOMBSTONE_TTL_MILLIS) {
      return Optional.of("Queue.tombstoneTtl must be between [0s, 9d].");
    }
    return DurationRules.violation("Queue.taskTtl", config.getTaskTtlMillis());
  }

  private static Optional<String> sampling(QueueConfig config) {
    double ratio = config.getSamplingRatio();
    return ratio >= 0 && ratio <= 1
        ? Optional.empty()
        : Optional.of("StackdriverLoggingConfig.samplingRatio must be between [0, 1].");
  }

  private static Optional<String> slowStart(QueueConfig config) {
    long millis = config.getSlowStartMillis();
    return millis >= 0 && millis <= MAX_SLOW_START_MILLIS
        ? Optional.empty()
        : Optional.of("Queue.slowStart must be between [0s, 1h].");
  }

  private static Optional<String> pending(String name, long most) {
    return most < 0 ? negative(name) : Optional.empty();
  }

  private static Optional<String> range(String name, double value, double max) {
    if (value > max) {
      return Optional.of(name + " must be less than or equal to " + plain(max) + ".");
    }
    return value < 0 ? negative(name) : Optional.empty();
  }

  private static Optional<String> negative(String name) {
    return Optional.of(name + " cannot be negative.");
  }

  private static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
