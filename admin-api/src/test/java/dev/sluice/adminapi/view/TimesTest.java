package dev.sluice.adminapi.view;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What records may hold and protobuf may not becomes the nearest that it may. */
class TimesTest {

  @ParameterizedTest
  @CsvSource({
    "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
    "0000-12-31T23:59:59.999999Z, 0001-01-01T00:00:00Z",
    "1969-12-31T23:59:59.999999Z, 1969-12-31T23:59:59.999999Z",
    "9999-12-31T23:59:59.999999Z, 9999-12-31T23:59:59.999999Z",
    "+10000-01-01T00:00:00Z, 9999-12-31T23:59:59.999999999Z"
  })
  void timestamp_anyTime_isLegalAndNearest(Instant time, String shown) {
    assertThat(Timestamps.toString(Times.timestamp(time))).isEqualTo(shown);
    assertThat(Timestamps.toString(Times.timestampOfMicros(micros(time)))).isEqualTo(shown);
  }

  @Test
  void timestamp_extremes_areLegal() {
    assertThat(Times.timestamp(Instant.MIN)).isEqualTo(Timestamps.MIN_VALUE);
    assertThat(Times.timestamp(Instant.MAX)).isEqualTo(Timestamps.MAX_VALUE);
    assertThat(Times.timestampOfMicros(Long.MIN_VALUE)).isEqualTo(Timestamps.MIN_VALUE);
    assertThat(Times.timestampOfMicros(Long.MAX_VALUE)).isEqualTo(Timestamps.MAX_VALUE);
  }

  @ParameterizedTest
  @CsvSource({
    "100, 0.100s",
    "-1500, -1.500s",
    "315576000000000, 315576000000s",
    "315576000000001, 315576000000s",
    "9223372036854775807, 315576000000s",
    "-315576000000001, -315576000000s",
    "-9223372036854775808, -315576000000s"
  })
  void duration_anyMillis_isLegalAndNearest(long millis, String shown) {
    assertThat(Durations.toString(Times.duration(millis))).isEqualTo(shown);
  }

  private static long micros(Instant time) {
    return time.getEpochSecond() * 1_000_000 + time.getNano() / 1000;
  }
}
