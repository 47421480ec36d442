package dev.sluice.schemas;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values that protobuf's JSON mapping keeps in strings. */
final class JsonValues {

  private static final Pattern TIMESTAMP =
      Pattern.compile(
          "\\d{4}-\\d{2}-\\d{2}[Tt]\\d{2}:\\d{2}:\\d{2}(\\.\\d{1,9})?([Zz]|[+-]\\d{2}:\\d{2})");
  private static final Pattern DURATION = Pattern.compile("(-?)(\\d{1,12})(?:\\.(\\d{1,9}))?s");
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private JsonValues() {}

  /** Reads a string; throws any RuntimeException when it cannot. */
  interface Parser<T> {
    T parse(String text);
  }

  /** Reads base64 of the standard and the URL-safe alphabet, with padding or without. */
  static ByteBuffer bytes(String text) {
    // A character beyond Latin-1 becomes '?', which is in neither alphabet.
    byte[] base64 = text.getBytes(StandardCharsets.ISO_8859_1);
    for (int i = 0; i < base64.length; i++) {
      if (base64[i] == '-') {
        base64[i] = '+';
      } else if (base64[i] == '_') {
        base64[i] = '/';
      }
    }
    return ByteBuffer.wrap(Base64.getDecoder().decode(base64));
  }

  static String bytes(ByteBuffer bytes) {
    ByteBuffer base64 = Base64.getEncoder().encode(bytes.duplicate());
    return StandardCharsets.ISO_8859_1.decode(base64).toString();
  }

  /** Reads an RFC 3339 time and keeps its microseconds. */
  static Instant timestamp(String text) {
    if (!TIMESTAMP.matcher(text).matches()) {
      throw new DateTimeException("not RFC 3339");
    }
    return OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
  }

  /** Writes a time with 0, 3 or 6 digits after the seconds, as protobuf does. */
  static String timestamp(Instant time) {
    return SECONDS.format(time) + fraction(time.get(ChronoField.MICRO_OF_SECOND)) + "Z";
  }

  /** Reads a duration and keeps its milliseconds. */
  static long durationMillis(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new DateTimeException("not a duration");
    }
    String fraction = matcher.group(3);
    long millis =
        Long.parseLong(matcher.group(2)) * 1000
            + (fraction == null ? 0 : Long.parseLong((fraction + "00").substring(0, 3)));
    return matcher.group(1).isEmpty() ? millis : -millis;
  }

  /** Writes a duration with 0 or 3 digits after the seconds, as protobuf does. */
  static String duration(Duration duration) {
    long millis = Math.abs(duration.toMillis());
    String sign = duration.isNegative() ? "-" : "";
    return sign + millis / 1000 + fraction((int) (millis % 1000) * 1000) + "s";
  }

  private static String fraction(int micros) {
    if (micros == 0) {
      return "";
    }
    return micros % 1000 == 0
        ? String.format(Locale.ROOT, ".%03d", micros / 1000)
        : String.format(Locale.ROOT, ".%06d", micros);
  }
}
