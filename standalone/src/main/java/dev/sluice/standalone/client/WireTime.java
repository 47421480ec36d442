package dev.sluice.standalone.client;

import dev.sluice.standalone.config.DurationText;
import dev.sluice.standalone.error.UserErrorException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** Times and durations as options write them and as the API reads them. */
final class WireTime {

  private WireTime() {}

  /** A duration option as seconds with an {@code s}, as protobuf's JSON has them. */
  static String duration(String option, String text) {
    return seconds(read(option, text)) + "s";
  }

  /** The time that is a duration option from now. */
  static String in(String option, String text, Instant now) {
    return now.plus(read(option, text)).toString();
  }

  /** A time option with an offset, in UTC. */
  static String at(String option, String text) {
    try {
      return OffsetDateTime.parse(text).toInstant().toString();
    } catch (DateTimeParseException e) {
      throw new UserErrorException(
          option + ": " + text + " (expected: a time such as 2030-01-31T08:00:00Z)");
    }
  }

  private static Duration read(String option, String text) {
    try {
      return DurationText.parse(text);
    } catch (IllegalArgumentException e) {
      throw new UserErrorException(
          option + ": " + text + " (expected: a duration such as 500ms, 30s, 5m or 1h30m)");
    }
  }

  private static String seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros().toPlainString();
  }
}
