package dev.sluice.delivery.core;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The Retry-After header: seconds, or a date in one of HTTP's three forms (RFC 9110, 5.6.7). */
public final class RetryAfter {

  /** Longest wait that is passed on; the scheduler's cap is far below. */
  private static final long LONGEST_MILLIS = Duration.ofDays(3650).toMillis();

  private static final Pattern SECONDS = Pattern.compile("[0-9]+");
  private static final int MOST_DIGITS = 12;

  private static final List<DateTimeFormatter> DATES =
      List.of(
          DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH),
          new DateTimeFormatterBuilder()
              .appendPattern("EEEE, dd-MMM-")
              .appendValueReduced(ChronoField.YEAR, 2, 2, 2000)
              .appendPattern(" HH:mm:ss 'GMT'")
              .toFormatter(Locale.ENGLISH),
          DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.ENGLISH));

  private RetryAfter() {}

  /**
   * Returns how long to wait from now, in milliseconds; -1 if there is no header or it makes no
   * sense; 0 for a date that has passed.
   */
  public static long millis(@Nullable String header, long nowMillis) {
    if (header == null) {
      return -1;
    }
    String value = header.strip();
    if (SECONDS.matcher(value).matches()) {
      return value.length() > MOST_DIGITS
          ? LONGEST_MILLIS
          : Math.min(Long.parseLong(value) * 1000, LONGEST_MILLIS);
    }
    Instant date = date(value);
    return date == null ? -1 : millisUntil(date, nowMillis);
  }

  // A date may be so far away that milliseconds cannot say it.
  private static long millisUntil(Instant date, long nowMillis) {
    long latestSeconds = (nowMillis + LONGEST_MILLIS) / 1000 + 1;
    long seconds = Math.clamp(date.getEpochSecond(), 0, latestSeconds);
    return Math.clamp(seconds * 1000 - nowMillis, 0, LONGEST_MILLIS);
  }

  private static @Nullable Instant date(String value) {
    for (DateTimeFormatter form : DATES) {
      Instant date = date(value, form);
      if (date != null) {
        return date;
      }
    }
    return null;
  }

  private static @Nullable Instant date(String value, DateTimeFormatter form) {
    try {
      return LocalDateTime.parse(value, form).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
