package dev.sluice.bench;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/** The body of a measured task: round, number, start instant, random filling, checksum. */
final class Body {

  private static final int ROUND_AT = 0;
  private static final int NUMBER_AT = ROUND_AT + Integer.BYTES;
  private static final int FROM_AT = NUMBER_AT + Integer.BYTES;
  private static final int FILLING_AT = FROM_AT + Long.BYTES;

  /** The smallest body. */
  static final int LEAST_BYTES = FILLING_AT + Integer.BYTES;

  private Body() {}

  /**
   * Makes a body that no other task has.
   *
   * @param round tells the tasks of one measurement from stragglers of the one before
   * @param fromNanos the {@link System#nanoTime()} that latency is measured from; the processes of
   *     one machine share this clock
   * @param size in bytes, at least {@link #LEAST_BYTES}
   */
  static byte[] of(int round, int number, long fromNanos, int size) {
    byte[] body = new byte[size];
    new SplittableRandom((long) round << Integer.SIZE | number).nextBytes(body);
    ByteBuffer.wrap(body).putInt(round).putInt(number).putLong(fromNanos);
    return seal(body);
  }

  /** The same body with another start instant. */
  static byte[] from(byte[] body, long fromNanos) {
    ByteBuffer.wrap(body).putLong(FROM_AT, fromNanos);
    return seal(body);
  }

  private static byte[] seal(byte[] body) {
    ByteBuffer.wrap(body).putInt(body.length - Integer.BYTES, checksum(body));
    return body;
  }

  static int round(byte[] body) {
    return ByteBuffer.wrap(body).getInt(ROUND_AT);
  }

  static int number(byte[] body) {
    return ByteBuffer.wrap(body).getInt(NUMBER_AT);
  }

  static long fromNanos(byte[] body) {
    return ByteBuffer.wrap(body).getLong(FROM_AT);
  }

  static boolean isIntact(byte[] body) {
    return body.length >= LEAST_BYTES
        && ByteBuffer.wrap(body).getInt(body.length - Integer.BYTES) == checksum(body);
  }

  private static int checksum(byte[] body) {
    CRC32C crc = new CRC32C();
    crc.update(body, 0, body.length - Integer.BYTES);
    return (int) crc.getValue();
  }
}
