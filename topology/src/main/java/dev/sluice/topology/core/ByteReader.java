package dev.sluice.topology.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Takes apart what {@link ByteWriter} put together. */
final class ByteReader {

  private static final InputTopic[] TOPICS = InputTopic.values();

  private final byte[] bytes;
  private int position;

  ByteReader(byte[] bytes) {
    this(bytes, 0);
  }

  ByteReader(byte[] bytes, int position) {
    this.bytes = bytes;
    this.position = position;
  }

  static boolean isOfLayout(byte[] value, int layout) {
    return value.length > 0 && value[0] == layout;
  }

  /**
   * Opens a value whose first byte is its layout.
   *
   * @throws IllegalStateException if the value was written by a release that knows more
   */
  static ByteReader ofLayout(byte[] value, int layout) {
    if (value.length == 0 || value[0] != layout) {
      throw new UnknownLayoutException(
          "stored value", value.length == 0 ? "none" : Byte.toString(value[0]), layout);
    }
    return new ByteReader(value, 1);
  }

  int u8() {
    return bytes[position++] & 0xff;
  }

  boolean flag() {
    return u8() != 0;
  }

  int i32() {
    int value = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      value = value << 8 | u8();
    }
    return value;
  }

  long i64() {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = value << 8 | u8();
    }
    return value;
  }

  double f64() {
    return Double.longBitsToDouble(i64());
  }

  long varint() {
    long value = 0;
    for (int shift = 0; ; shift += 7) {
      int next = u8();
      value |= (next & 0x7fL) << shift;
      if (next < 0x80) {
        return value;
      }
    }
  }

  int count() {
    return Math.toIntExact(varint());
  }

  byte[] rest() {
    byte[] rest = Arrays.copyOfRange(bytes, position, bytes.length);
    position = bytes.length;
    return rest;
  }

  String restAsText() {
    String text = new String(bytes, position, bytes.length - position, StandardCharsets.UTF_8);
    position = bytes.length;
    return text;
  }

  byte[] bytes() {
    int length = count();
    byte[] part = Arrays.copyOfRange(bytes, position, position + length);
    position += length;
    return part;
  }

  String text() {
    int length = count();
    String text = new String(bytes, position, length, StandardCharsets.UTF_8);
    position += length;
    return text;
  }

  Coordinates coordinates() {
    return new Coordinates(TOPICS[u8()], count(), varint());
  }
}
