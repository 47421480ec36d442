package dev.sluice.standalone.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: {@code 500ms}, {@code 1.5s}, {@code 2h30m}, {@code 7d}. */
public final class DurationText {

  private static final Pattern WHOLE = Pattern.compile("([0-9]+(\\.[0-9]+)?(ms|s|m|h|d))+");
  private static final Pattern PART = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)(ms|s|m|h|d)");
  private static final int MAX_LENGTH = 40;

  private DurationText() {}

  /**
   * Reads one.
   *
   * @throws IllegalArgumentException if it is not a duration
   */
  public static Duration parse(String text) {
    if (text.length() > MAX_LENGTH || !WHOLE.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "duration: " + text + " (expected: such as 500ms, 30s, 5m or 1h30m)");
    }
    Duration sum = Duration.ZERO;
    Matcher parts = PART.matcher(text);
    while (parts.find()) {
      sum = sum.plus(part(text, new BigDecimal(parts.group(1)), parts.group(2)));
    }
    return sum;
  }

  private static Duration part(String text, BigDecimal amount, String unit) {
    long nanosPerUnit =
        switch (unit) {
          case "ms" -> Duration.ofMillis(1).toNanos();
          case "s" -> Duration.ofSeconds(1).toNanos();
          case "m" -> Duration.ofMinutes(1).toNanos();
          case "h" -> Duration.ofHours(1).toNanos();
          default -> Duration.ofDays(1).toNanos();
        };
    try {
      return Duration.ofNanos(amount.multiply(BigDecimal.valueOf(nanosPerUnit)).longValueExact());
    } catch (ArithmeticException e) {
      throw new IllegalArgumentException(
          "duration: " + text + " (expected: whole nanoseconds, at most 292 years)", e);
    }
  }

  /** Writes one so that it reads back as the same. */
  public static String print(Duration duration) {
    long millis = duration.toMillis();
    if (duration.equals(Duration.ofMillis(millis))) {
      return printMillis(millis);
    }
    return BigDecimal.valueOf(duration.toNanos(), 9).stripTrailingZeros().toPlainString() + "s";
  }

  private static String printMillis(long millis) {
    if (millis % 1000 != 0) {
      return millis + "ms";
    }
    long seconds = millis / 1000;
    if (seconds % 86_400 == 0 && seconds > 0) {
      return seconds / 86_400 + "d";
    }
    if (seconds % 3600 == 0 && seconds > 0) {
      return seconds / 3600 + "h";
    }
    if (seconds % 60 == 0 && seconds > 0) {
      return seconds / 60 + "m";
    }
    return String.format(Locale.ROOT, "%ds", seconds);
  }
}
