package dev.sluice.adminapi.view;

import com.google.protobuf.Duration;
import com.google.protobuf.Timestamp;
import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import dev.sluice.adminapi.call.Refusals;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Protobuf's times to Java's and back. */
public final class Times {

  private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999999Z");
  private static final long MAX_MILLIS = 315_576_000_000_000L;

  private Times() {}

  /** Microseconds, as Google's service keeps them; finer parts are cut off. */
  static Instant instant(Timestamp time, String field) {
    if (!Timestamps.isValid(time)) {
      throw Refusals.invalid(
          field + " must be a time from 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z.");
    }
    return Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).truncatedTo(ChronoUnit.MICROS);
  }

  /** The nearest time that protobuf allows: one record out of range must not fail a whole list. */
  public static Timestamp timestamp(Instant time) {
    if (time.isBefore(EARLIEST)) {
      return Timestamps.MIN_VALUE;
    }
    if (time.isAfter(LATEST)) {
      return Timestamps.MAX_VALUE;
    }
    return Timestamp.newBuilder()
        .setSeconds(time.getEpochSecond())
        .setNanos(time.getNano())
        .build();
  }

  /** As {@link #timestamp}, of microseconds since 1970. */
  static Timestamp timestampOfMicros(long micros) {
    return timestamp(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
  }

  /** Milliseconds, as Google's service keeps them; finer parts are cut off. */
  static long millis(Duration duration, String field) {
    if (!Durations.isValid(duration)) {
      throw Refusals.invalid(field + " must be a duration within +-315576000000s.");
    }
    return Durations.toMillis(duration);
  }

  /** The nearest duration that protobuf allows. */
  static Duration duration(long millis) {
    return Durations.fromMillis(Math.clamp(millis, -MAX_MILLIS, MAX_MILLIS));
  }
}
