package dev.sluice.delivery.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RetryAfterTest {

  private static final long NOW_MILLIS = Instant.parse("2026-11-08T08:49:07Z").toEpochMilli();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0 | 0",
        "120 | 120000",
        "' 7 ' | 7000",
        "99999999999 | 315360000000",
        "99999999999999999999999 | 315360000000",
        "-1 | -1",
        "1.5 | -1",
        "soon | -1",
        "'' | -1",
        "Sun, 08 Nov 2026 08:49:37 GMT | 30000",
        "'Sunday, 08-Nov-26 08:49:37 GMT' | 30000",
        "Sun Nov  8 08:49:37 2026 | 30000",
        "Fri, 06 Nov 2026 08:49:37 GMT | 0",
        "Mon, 08 Nov 2026 08:49:37 GMT | -1",
        "Sun, 08 Nov 2026 08:49:37 | -1",
        "Fri, 31 Dec 9999 23:59:59 GMT | 315360000000",
      })
  void millis_ofAHeader_isTheWaitFromNow(String header, long expected) {
    assertThat(RetryAfter.millis(header, NOW_MILLIS)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"999999999, 315360000000", "-999999999, 0"})
  void millis_ofADateBeyondWhatMillisecondsCanSay_isTheNearestWait(int year, long expected) {
    String header =
        DateTimeFormatter.ofPattern("EEE, d MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
            .format(LocalDateTime.of(year, 12, 31, 23, 59, 59));

    assertThat(RetryAfter.millis(header, NOW_MILLIS)).isEqualTo(expected);
  }

  @Test
  void millis_withoutAHeader_isNone() {
    assertThat(RetryAfter.millis(null, NOW_MILLIS)).isEqualTo(-1);
  }
}
