package dev.sluice.schemas;

import java.nio.ByteBuffer;

/**
 * Sorted sequence numbers to the bytes of a {@code HeldLane} and back: the difference to the one
 * before, from 0, as an unsigned LEB128 varint.
 */
public final class Sequences {

  private static final int MAX_VARINT_BYTES = 9;

  private Sequences() {}

  /**
   * Writes sequences.
   *
   * @throws IllegalArgumentException if they do not ascend strictly from at least 1
   */
  public static ByteBuffer encode(long[] sequences) {
    byte[] bytes = new byte[encodedLength(sequences)];
    int at = 0;
    long before = 0;
    for (long sequence : sequences) {
      long rest = sequence - before;
      while (rest > 0x7f) {
        bytes[at++] = (byte) (rest | 0x80);
        rest >>>= 7;
      }
      bytes[at++] = (byte) rest;
      before = sequence;
    }
    return ByteBuffer.wrap(bytes);
  }

  /**
   * Reads sequences; the buffer's position stays where it is.
   *
   * @throws UnreadableRecordException if the bytes are not such sequences
   */
  public static long[] decode(ByteBuffer bytes) {
    long[] sequences = new long[count(bytes)];
    int at = bytes.position();
    long before = 0;
    for (int i = 0; i < sequences.length; i++) {
      int start = at;
      long difference = 0;
      byte next;
      do {
        next = bytes.get(at);
        if (at - start == MAX_VARINT_BYTES) {
          throw unreadable(start, "a number that does not end", "at most 63 bits");
        }
        difference |= (next & 0x7fL) << (7 * (at - start));
        at++;
      } while (next < 0);
      long sequence = before + difference;
      if (sequence <= before) {
        throw unreadable(start, "sequence " + sequence + " after " + before, "ascending");
      }
      sequences[i] = sequence;
      before = sequence;
    }
    return sequences;
  }

  private static int encodedLength(long[] sequences) {
    int length = 0;
    long before = 0;
    for (long sequence : sequences) {
      if (sequence <= before) {
        throw new IllegalArgumentException(
            "sequence: " + sequence + " (expected: greater than " + before + ")");
      }
      length += (Long.SIZE - Long.numberOfLeadingZeros(sequence - before) + 6) / 7;
      before = sequence;
    }
    return length;
  }

  private static int count(ByteBuffer bytes) {
    int count = 0;
    for (int at = bytes.position(); at < bytes.limit(); at++) {
      if (bytes.get(at) >= 0) {
        count++;
      }
    }
    if (bytes.hasRemaining() && bytes.get(bytes.limit() - 1) < 0) {
      throw unreadable(bytes.limit(), "end of the data", "the rest of a number");
    }
    return count;
  }

  private static UnreadableRecordException unreadable(int at, String found, String expected) {
    return new UnreadableRecordException(
        "sequences, byte " + at + ": " + found + " (expected: " + expected + ")");
  }
}
