package dev.sluice.schemas;

import dev.sluice.v1.TaskRetryConfig;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What retry limits must obey, a queue's and a task's (spec sections 1.5 and 2.1). */
final class RetryRules {

  private RetryRules() {}

  /**
   * Returns the first rule that a task's retry limits break; limits that are not set break none.
   */
  static Optional<String> violation(@Nullable TaskRetryConfig retry) {
    if (retry == null) {
      return Optional.empty();
    }
    long minBackoffMillis = orZero(retry.getMinBackoffMillis());
    long maxBackoffMillis = orZero(retry.getMaxBackoffMillis());
    return attempts((int) orZero(retry.getMaxAttempts()), orZero(retry.getMaxRetryDurationMillis()))
        .or(() ->
            backoffs(
                (int) orZero(retry.getMaxDoublings()),
                minBackoffMillis,
                retry.getMaxBackoffMillis() == null
                    ? Math.max(0, minBackoffMillis)
                    : maxBackoffMillis));
  }

  static Optional<String> attempts(int maxAttempts, long maxRetryDurationMillis) {
    if (maxAttempts < -1) {
      return Optional.of("RetryConfig.maxAttempts must be greater or equal to -1.");
    }
    return DurationRules.violation("RetryConfig.maxRetryDuration", maxRetryDurationMillis);
  }

  static Optional<String> backoffs(int maxDoublings, long minBackoffMillis, long maxBackoffMillis) {
    if (maxDoublings < 0) {
      return Optional.of("RetryConfig.maxDoublings cannot be negative.");
    }
    return DurationRules.violation("RetryConfig.minBackoff", minBackoffMillis)
        .or(() -> DurationRules.violation("RetryConfig.maxBackoff", maxBackoffMillis))
        .or(() ->
            minBackoffMillis > maxBackoffMillis
                ? Optional.of(
                    "RetryConfig.minBackoff must be less than or equal to"
                        + " RetryConfig.maxBackoff.")
                : Optional.empty());
  }

  private static long orZero(@Nullable Number value) {
    return value == null ? 0 : value.longValue();
  }
}
