package dev.sluice.schemas;

import dev.sluice.v1.Task;

/**
 * Reads the values of {@code sluice.tasks} and {@code sluice.inbox}, which come in two formats told
 * apart by the first bytes: Avro's single-object encoding ({@code C3 01}) and Cloud Tasks JSON (an
 * opening brace, after white space or a byte order mark). {@code 00} begins {@link
 * ConfluentFormat}, which takes a {@link TaskReader}.
 */
public final class TaskRecords {

  private static final String EXPECTED =
      "(expected: Cloud Tasks JSON, which starts with '{', or Avro's single-object encoding, which"
          + " starts with C3 01)";

  private TaskRecords() {}

  /**
   * Reads a task. It is not yet checked against the rules of {@link TaskRules}.
   *
   * @throws UnreadableRecordException if the value is not exactly one task
   */
  public static Task decode(byte[] value) {
    int start = contentStart(value);
    if (start == value.length) {
      throw new UnreadableRecordException("value: empty " + EXPECTED);
    }
    if (value[start] == '{') {
      return TaskJson.decode(value);
    }
    if (value.length > 1 && value[0] == AvroCodec.MARKER_0 && value[1] == AvroCodec.MARKER_1) {
      return AvroCodec.decode(value, Task.class);
    }
    if (value[0] == 0) {
      throw new UnreadableRecordException(
          "value: starts with 00, Confluent's format, whose schema only a registry knows "
              + EXPECTED);
    }
    throw new UnreadableRecordException(
        String.format("value: starts with %02X %s", value[0], EXPECTED));
  }

  private static int contentStart(byte[] value) {
    int at = startsWithByteOrderMark(value) ? 3 : 0;
    while (at < value.length && isWhiteSpace(value[at])) {
      at++;
    }
    return at;
  }

  private static boolean startsWithByteOrderMark(byte[] value) {
    return value.length >= 3
        && value[0] == (byte) 0xEF
        && value[1] == (byte) 0xBB
        && value[2] == (byte) 0xBF;
  }

  private static boolean isWhiteSpace(byte b) {
    return b == ' ' || b == '\t' || b == '\n' || b == '\r';
  }
}
