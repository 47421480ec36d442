package dev.sluice.topology.core;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Puts keys and values together. Integers are big-endian, so that keys sort by them. */
final class ByteWriter {

  private byte[] buffer;
  private int size;

  ByteWriter(int capacity) {
    buffer = new byte[capacity];
  }

  ByteWriter u8(int value) {
    reserve(1);
    buffer[size++] = (byte) value;
    return this;
  }

  /** A constant of an enum that only ever grows at its end. */
  @SuppressWarnings("EnumOrdinal")
  ByteWriter constant(Enum<?> value) {
    return u8(value.ordinal());
  }

  ByteWriter flag(boolean value) {
    return u8(value ? 1 : 0);
  }

  ByteWriter i32(int value) {
    reserve(Integer.BYTES);
    for (int shift = 24; shift >= 0; shift -= 8) {
      buffer[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  ByteWriter i64(long value) {
    reserve(Long.BYTES);
    for (int shift = 56; shift >= 0; shift -= 8) {
      buffer[size++] = (byte) (value >>> shift);
    }
    return this;
  }

  ByteWriter f64(double value) {
    return i64(Double.doubleToRawLongBits(value));
  }

  /** An integer in as few bytes as it needs (unsigned LEB128). */
  ByteWriter varint(long value) {
    reserve(10);
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      buffer[size++] = (byte) ((rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    buffer[size++] = (byte) rest;
    return this;
  }

  /** Bytes without their length: the last part of a key or value. */
  ByteWriter raw(byte[] bytes) {
    reserve(bytes.length);
    System.arraycopy(bytes, 0, buffer, size, bytes.length);
    size += bytes.length;
    return this;
  }

  /** Text without its length: the last part of a key or value. */
  ByteWriter raw(String text) {
    return raw(text.getBytes(StandardCharsets.UTF_8));
  }

  ByteWriter bytes(byte[] bytes) {
    return varint(bytes.length).raw(bytes);
  }

  ByteWriter text(String text) {
    return bytes(text.getBytes(StandardCharsets.UTF_8));
  }

  ByteWriter coordinates(Coordinates at) {
    return constant(at.topic()).varint(at.partition()).varint(at.offset());
  }

  byte[] toBytes() {
    return size == buffer.length ? buffer : Arrays.copyOf(buffer, size);
  }

  private void reserve(int more) {
    if (buffer.length - size < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
    }
  }
}
