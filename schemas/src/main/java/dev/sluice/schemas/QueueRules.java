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

  /** The longest duration that protobuf, and so the API, can say: 315,576,000,000 s. */
  private static final long MAX_DURATION_MILLIS = Duration.ofDays(3_652_500).toMillis();

  private static final long MAX_TOMBSTONE_TTL_MILLIS = Duration.ofDays(9).toMillis();

  private QueueRules() {}

  /**
   * Returns the first rule that a configuration breaks. Zero passes where it means "not set" (see
   * {@link QueueDefaults#filled}).
   */
  public static Optional<String> violation(QueueConfig config, Limits limits) {
    return rates(config, limits)
        .or(() -> attempts(config))
        .or(() -> backoffs(config))
        .or(() -> lifetimes(config))
        .or(() -> sampling(config));
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

  private static Optional<String> attempts(QueueConfig config) {
    if (config.getMaxAttempts() < -1) {
      return Optional.of("RetryConfig.maxAttempts must be greater or equal to -1.");
    }
    return duration("RetryConfig.maxRetryDuration", config.getMaxRetryDurationMillis());
  }

  private static Optional<String> backoffs(QueueConfig config) {
    return notNegative("RetryConfig.maxDoublings", config.getMaxDoublings())
        .or(() -> duration("RetryConfig.minBackoff", config.getMinBackoffMillis()))
        .or(() -> duration("RetryConfig.maxBackoff", config.getMaxBackoffMillis()))
        .or(() ->
            config.getMinBackoffMillis() > config.getMaxBackoffMillis()
                ? Optional.of(
                    "RetryConfig.minBackoff must be less than or equal to"
                        + " RetryConfig.maxBackoff.")
                : Optional.empty());
  }

  private static Optional<String> lifetimes(QueueConfig config) {
    long tombstoneTtl = config.getTombstoneTtlMillis();
    if (tombstoneTtl < 0 || tombstoneTtl > MAX_TOMBSTONE_TTL_MILLIS) {
      return Optional.of("Queue.tombstoneTtl must be between [0s, 9d].");
    }
    return duration("Queue.taskTtl", config.getTaskTtlMillis());
  }

  private static Optional<String> sampling(QueueConfig config) {
    double ratio = config.getSamplingRatio();
    return ratio >= 0 && ratio <= 1
        ? Optional.empty()
        : Optional.of("StackdriverLoggingConfig.samplingRatio must be between [0, 1].");
  }

  private static Optional<String> range(String name, double value, double max) {
    if (value > max) {
      return Optional.of(name + " must be less than or equal to " + plain(max) + ".");
    }
    return value < 0 ? negative(name) : Optional.empty();
  }

  private static Optional<String> duration(String name, long millis) {
    return millis > MAX_DURATION_MILLIS
        ? Optional.of(
            name
                + " must be less than or equal to "
                + seconds(MAX_DURATION_MILLIS)
                + ", not "
                + seconds(millis)
                + ".")
        : notNegative(name, millis);
  }

  private static Optional<String> notNegative(String name, long value) {
    return value < 0 ? negative(name) : Optional.empty();
  }

  private static Optional<String> negative(String name) {
    return Optional.of(name + " cannot be negative.");
  }

  private static String seconds(long millis) {
    return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString() + "s";
  }

  private static String plain(double value) {
    return BigDecimal.valueOf(value).stripTrailingZeros().toPlainString();
  }
}
