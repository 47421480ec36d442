package dev.sluice.schemas;

import dev.sluice.v1.DeadLetter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * Records to bytes and back in Avro's single-object encoding: the marker {@code C3 01}, the
 * schema's 64-bit fingerprint (little endian), the data. Reads what the present schemas wrote and
 * what every earlier one in the checked-in history wrote. Safe for use by several threads.
 *
 * <p>Bytes come from anybody: whatever they hold, reading ends with a record or with an {@link
 * UnreadableRecordException}, and takes memory in proportion to their number.
 */
public final class AvroCodec {

  static final byte MARKER_0 = (byte) 0xC3;
  static final byte MARKER_1 = 0x01;

  /** Bytes before the data: the marker and the fingerprint. */
  public static final int HEADER_BYTES = 10;

  private static final ThreadLocal<RecordBuffer> BUFFER =
      ThreadLocal.withInitial(RecordBuffer::new);

  private AvroCodec() {}

  /**
   * Writes a record.
   *
   * @throws IllegalArgumentException if it is not one of our record types
   * @throws NullPointerException if a field without a default of null is null
   */
  public static byte[] encode(SpecificRecordBase datum) {
    RecordBuffer buffer = fill(datum);
    byte[] bytes = buffer.toByteArray();
    buffer.trim();
    return bytes;
  }

  /** Returns how many bytes {@link #encode} makes of a record, without making them. */
  public static int size(SpecificRecordBase datum) {
    RecordBuffer buffer = fill(datum);
    int size = buffer.size();
    buffer.trim();
    return size;
  }

  /**
   * Reads a record of any of our types.
   *
   * @throws UnreadableRecordException if the bytes are not exactly one such record
   */
  public static SpecificRecordBase decode(byte[] bytes) {
    return read(bytes, format(bytes));
  }

  /**
   * Reads a record of one type.
   *
   * @throws UnreadableRecordException if the bytes are not exactly one record of that type
   */
  public static <T extends SpecificRecordBase> T decode(byte[] bytes, Class<T> type) {
    RecordFormat format = format(bytes);
    if (format.type() != type) {
      throw new UnreadableRecordException(
          "record: a "
              + format.type().getSimpleName()
              + " (expected: a "
              + type.getSimpleName()
              + ")");
    }
    return type.cast(read(bytes, format));
  }

  /**
   * Returns the schema that {@link #encode} writes a type with, as JSON and without what is for
   * Java only.
   *
   * @throws IllegalArgumentException if it is not one of our record types
   */
  public static String schemaText(Class<? extends SpecificRecordBase> type) {
    RecordFormats.CHECKED_IN.ofType(type);
    List<Schema> versions = RecordFormats.history(type.getSimpleName());
    return versions.get(versions.size() - 1).toString();
  }

  private static RecordBuffer fill(SpecificRecordBase datum) {
    RecordFormat format = RecordFormats.CHECKED_IN.ofType(datum.getClass());
    RecordBuffer buffer = BUFFER.get();
    buffer.reset();
    buffer.writeHeader(format.fingerprint());
    try {
      format.writer().write(datum, buffer.encoder());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return buffer;
  }

  private static RecordFormat format(byte[] bytes) {
    if (bytes.length < HEADER_BYTES) {
      throw new UnreadableRecordException(
          "record: "
              + bytes.length
              + " bytes (expected: C3 01, the schema's 8-byte fingerprint, Avro data)");
    }
    if (bytes[0] != MARKER_0 || bytes[1] != MARKER_1) {
      throw new UnreadableRecordException(
          String.format(
              "record: starts with %02X %02X (expected: C3 01, Avro's single-object encoding)",
              bytes[0], bytes[1]));
    }
    long fingerprint = fingerprint(bytes);
    RecordFormat format = RecordFormats.CHECKED_IN.ofFingerprint(fingerprint);
    if (format == null) {
      throw new UnreadableRecordException(
          String.format(
              "schema fingerprint: %016x (expected: one of this version's schemas, or an earlier"
                  + " one's; a newer producer needs a newer Sluice)",
              fingerprint));
    }
    return format;
  }

  private static long fingerprint(byte[] bytes) {
    long fingerprint = 0;
    for (int i = HEADER_BYTES - 1; i >= 2; i--) {
      fingerprint = fingerprint << 8 | (bytes[i] & 0xff);
    }
    return fingerprint;
  }

  private static SpecificRecordBase read(byte[] bytes, RecordFormat format) {
    return read(bytes, HEADER_BYTES, format);
  }

  // Avro's readers throw whatever comes when bytes make no sense, so anything is caught here.
  static SpecificRecordBase read(byte[] bytes, int from, RecordFormat format) {
    BoundedDecoder in = new BoundedDecoder(bytes, from);
    SpecificRecordBase datum;
    try {
      datum = format.reader().read(null, in);
    } catch (UnreadableRecordException e) {
      throw new UnreadableRecordException(format.type().getSimpleName() + ": " + e.getMessage(), e);
    } catch (IOException | RuntimeException e) {
      throw new UnreadableRecordException(
          format.type().getSimpleName()
              + ": damaged before byte "
              + in.position()
              + " (expected: data of its schema)",
          e);
    } catch (StackOverflowError e) {
      // Without its cause: a thousand lines that all say the same.
      throw new UnreadableRecordException(
          format.type().getSimpleName()
              + ": nested too deeply (expected: at most some hundred records within each other)");
    }
    if (in.remaining() > 0) {
      throw new UnreadableRecordException(
          format.type().getSimpleName()
              + ": "
              + in.remaining()
              + " bytes after its end at byte "
              + in.position()
              + " (expected: none)");
    }
    return comparable(datum);
  }

  // Avro's own list throws when it compares records that hold times.
  private static SpecificRecordBase comparable(SpecificRecordBase datum) {
    if (datum instanceof DeadLetter letter) {
      letter.setAttempts(new ArrayList<>(letter.getAttempts()));
    }
    return datum;
  }
}
