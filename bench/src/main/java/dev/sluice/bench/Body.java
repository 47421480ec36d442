package dev.sluice.bench;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;

/** The body of a measured task: number, start instant, random filling, checksum. */
final class Body {

  private static final int NUMBER_AT = 0;
  private static final int FROM_AT = Integer.BYTES;
  private static final int FILLING_AT = FROM_AT + Long.BYTES;

  private Body() {}

  /**
   * Makes a body that no other task of the run has.
   *
   * @param fromNanos the {@link System#nanoTime()} that latency is measured from
   * @param size in bytes, at least 20
   */
  static byte[] of(int number, long fromNanos, int size) {
    byte[] body = new byte[size];
    new SplittableRandom(number).nextBytes(body);
    ByteBuffer buffer = ByteBuffer.wrap(body);
    buffer.putInt(NUMBER_AT, number).putLong(FROM_AT, fromNanos);
    buffer.putInt(size - Integer.BYTES, checksum(body));
    return body;
  }

  static int number(byte[] body) {
    return ByteBuffer.wrap(body).getInt(NUMBER_AT);
  }

  static long fromNanos(byte[] body) {
    return ByteBuffer.wrap(body).getLong(FROM_AT);
  }

  static boolean isIntact(byte[] body) {
    return body.length >= FILLING_AT + Integer.BYTES
        && ByteBuffer.wrap(body).getInt(body.length - Integer.BYTES) == checksum(body);
  }

  private static int checksum(byte[] body) {
    CRC32C crc = new CRC32C();
    crc.update(body, 0, body.length - Integer.BYTES);
    return (int) crc.getValue();
  }
}
