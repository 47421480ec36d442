package dev.sluice.schemas;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.io.Decoder;
import org.apache.avro.util.Utf8;

/**
 * Reads Avro binary data from an array and believes nothing: a length must fit into the bytes that
 * are left, and the items of all arrays and maps together must be few. Avro's own decoder allocates
 * what a length prefix asks for before it looks whether the bytes are there.
 */
final class BoundedDecoder extends Decoder {

  /** More headers than fit into the 80 KB they may take; no other collection comes near. */
  static final int MAX_ITEMS = 65_536;

  private final byte[] bytes;
  private int at;
  private int items;

  BoundedDecoder(byte[] bytes, int from) {
    this.bytes = bytes;
    this.at = from;
  }

  int position() {
    return at;
  }

  int remaining() {
    return bytes.length - at;
  }

  @Override
  public void readNull() {}

  @Override
  public boolean readBoolean() {
    int start = take(1);
    int value = bytes[start];
    if (value != 0 && value != 1) {
      throw unreadable(start, "boolean " + value, "0 or 1");
    }
    return value == 1;
  }

  @Override
  public int readInt() {
    int start = at;
    long value = readLong();
    if (value != (int) value) {
      throw unreadable(start, "int " + value, "32 bits");
    }
    return (int) value;
  }

  @Override
  public long readLong() {
    int start = at;
    long raw = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = bytes[take(1)];
      // Of the tenth byte only one bit is left to use.
      if (shift == 63 && (next & 0xfe) != 0) {
        break;
      }
      raw |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return (raw >>> 1) ^ -(raw & 1);
      }
    }
    throw unreadable(start, "a number that does not end", "at most 64 bits");
  }

  @Override
  public float readFloat() {
    int start = take(Float.BYTES);
    return Float.intBitsToFloat((int) littleEndian(start, Float.BYTES));
  }

  @Override
  public double readDouble() {
    int start = take(Double.BYTES);
    return Double.longBitsToDouble(littleEndian(start, Double.BYTES));
  }

  @Override
  public Utf8 readString(Utf8 old) {
    return new Utf8(readString());
  }

  @Override
  public String readString() {
    int length = length("string");
    return new String(bytes, take(length), length, StandardCharsets.UTF_8);
  }

  @Override
  public void skipString() {
    take(length("string"));
  }

  // A copy of its own: a slice would keep the whole record, and array() would show it.
  @Override
  public ByteBuffer readBytes(ByteBuffer old) {
    int length = length("bytes");
    int start = take(length);
    return ByteBuffer.wrap(Arrays.copyOfRange(bytes, start, start + length));
  }

  @Override
  public void skipBytes() {
    take(length("bytes"));
  }

  @Override
  public void readFixed(byte[] into, int from, int length) {
    System.arraycopy(bytes, take(length), into, from, length);
  }

  @Override
  public void skipFixed(int length) {
    take(length);
  }

  @Override
  public int readEnum() {
    return readInt();
  }

  @Override
  public int readIndex() {
    return readInt();
  }

  @Override
  public long readArrayStart() {
    return blockCount();
  }

  @Override
  public long arrayNext() {
    return blockCount();
  }

  @Override
  public long skipArray() {
    return skipBlocks();
  }

  @Override
  public long readMapStart() {
    return blockCount();
  }

  @Override
  public long mapNext() {
    return blockCount();
  }

  @Override
  public long skipMap() {
    return skipBlocks();
  }

  /** Reads a block's number of items; a negative one is followed by the block's size in bytes. */
  private long blockCount() {
    int start = at;
    long count = readLong();
    if (count < 0) {
      count = -count;
      length("block");
    }
    return counted(start, count);
  }

  private long skipBlocks() {
    while (true) {
      int start = at;
      long count = readLong();
      if (count >= 0) {
        return counted(start, count);
      }
      take(length("block"));
    }
  }

  private long counted(int start, long count) {
    if (count < 0 || count > MAX_ITEMS - items) {
      throw unreadable(start, "block of " + count + " items", "at most " + MAX_ITEMS + " in all");
    }
    if (count > remaining()) {
      throw unreadable(start, "block of " + count + " items", remaining() + " bytes are left");
    }
    items += (int) count;
    return count;
  }

  private int length(String what) {
    int start = at;
    long length = readLong();
    if (length < 0 || length > remaining()) {
      throw unreadable(start, what + " of " + length + " bytes", remaining() + " bytes are left");
    }
    return (int) length;
  }

  private int take(int length) {
    if (length > remaining()) {
      throw unreadable(at, "end of the data", "another " + length + " bytes");
    }
    int start = at;
    at += length;
    return start;
  }

  private long littleEndian(int start, int length) {
    long value = 0;
    for (int i = length - 1; i >= 0; i--) {
      value = value << 8 | (bytes[start + i] & 0xff);
    }
    return value;
  }

  private static UnreadableRecordException unreadable(int at, String found, String expected) {
    return new UnreadableRecordException(
        "byte " + at + ": " + found + " (expected: " + expected + ")");
  }
}
