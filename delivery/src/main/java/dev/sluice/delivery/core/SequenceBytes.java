package dev.sluice.delivery.core;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * Sequences as the Holdings record carries them: unsigned LEB128 varints, each the difference to
 * the one before.
 */
public final class SequenceBytes {

  private SequenceBytes() {}

  /**
   * Encodes sequences.
   *
   * @param ascending sequences, ascending, none negative
   */
  public static byte[] encode(List<Long> ascending) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(ascending.size() + 8);
    long before = 0;
    for (long sequence : ascending) {
      if (sequence < before) {
        throw new IllegalArgumentException(
            "sequences: " + sequence + " after " + before + " (expected: ascending)");
      }
      long rest = sequence - before;
      while (rest >= 0x80) {
        out.write((int) (rest & 0x7f) | 0x80);
        rest >>>= 7;
      }
      out.write((int) rest);
      before = sequence;
    }
    return out.toByteArray();
  }
}
