package dev.sluice.adminapi.view;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import dev.sluice.adminapi.call.Refusals;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Protobuf's times to Java's and back. */
final class Times {

  private static final long MICROS_PER_SECOND = 1_000_000;

  private Times() {}

  /** Microseconds, as Google's service keeps them; finer parts are cut off. */
  static Instant instant(Timestamp time, String field) {
    if (!Timestamps.isValid(time)) {
      throw Refusals.invalid(
          field + " must be a time from 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z.");
    }
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).truncatedTo(ChronoUnit.MICROS);
  }

  static Timestamp timestamp(Instant time) {
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  static Timestamp timestampOfMicros(long micros) {
    return Timestamp.newBuilder()
        .setSeconds(Math.floorDiv(micros, MICROS_PER_SECOND))
        .setNanos((int) Math.floorMod(micros, MICROS_PER_SECOND) * 1000)
        .build();
  }

  /** Milliseconds, as Google's service keeps them; finer parts are cut off. */
  static long millis(Duration duration, String field) {
    if (!Durations.isValid(duration)) {
      throw Refusals.invalid(field + " must be a duration within +-315576000000s.");
    }
    return Durations.toMillis(duration);
  }

  static Duration duration(long millis) {
    return Durations.fromMillis(millis);
  }
}
