package dev.sluice.schemas;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;

/** What a duration must obey: not negative, and nothing that the API cannot say. */
final class DurationRules {

  /** The longest duration that protobuf, and so the API, can say: 315,576,000,000 s. */
  private static final long MAX_MILLIS = Duration.ofDays(3_652_500).toMillis();

  private DurationRules() {}

  static Optional<String> violation(String name, long millis) {
    if (millis < 0) {
      return Optional.of(name + " cannot be negative.");
    }
    return millis <= MAX_MILLIS
        ? Optional.empty()
        : Optional.of(
            name
                + " must be less than or equal to "
                + seconds(MAX_MILLIS)
                + ", not "
                + seconds(millis)
                + ".");
  }

  private static String seconds(long millis) {
    return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString() + "s";
  }
}
