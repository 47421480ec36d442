package dev.sluice.schemas;

import java.nio.ByteBuffer;

/**
 * Confluent's wire format: a zero byte, the id of the writer's schema in a registry as four bytes,
 * big endian, and Avro data.
 */
public final class ConfluentFormat {

  /** Bytes before the data. */
  public static final int HEADER_BYTES = 5;

  private ConfluentFormat() {}

  /** Returns whether a value claims to be in this format: no other that we read begins so. */
  public static boolean claims(byte[] value) {
    return value.length > 0 && value[0] == 0;
  }

  /**
   * Returns the id of the schema that a value was written with.
   *
   * @throws UnreadableRecordException if the value is too short to have one
   */
  public static int schemaId(byte[] value) {
    if (value.length < HEADER_BYTES) {
      throw new UnreadableRecordException(
          "value: "
              + value.length
              + " bytes that start with 00 (expected: Confluent's format, which is 00, the schema's"
              + " 4-byte id, Avro data)");
    }
    return ByteBuffer.wrap(value, 1, Integer.BYTES).getInt();
  }

  /** Returns a value: the header before data. */
  public static byte[] value(int schemaId, byte[] data, int from) {
    int length = data.length - from;
    return ByteBuffer.allocate(HEADER_BYTES + length)
        .put((byte) 0)
        .putInt(schemaId)
        .put(data, from, length)
        .array();
  }
}
