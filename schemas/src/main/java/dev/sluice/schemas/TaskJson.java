package dev.sluice.schemas;

import dev.sluice.v1.Task;

/**
 * Tasks to Cloud Tasks JSON (the REST API's Task resource) and back, by the rules of protobuf's
 * JSON mapping: field names in lowerCamel or snake case, bytes in base64 of either alphabet, RFC
 * 3339 times, durations such as {@code "10.5s"}, enums by name or number, null for "not set".
 * Stricter where leniency would hide a mistake: unknown fields, duplicate fields and wrong types
 * are refused. Output-only fields are read over, so that what the API returned can be sent again.
 */
public final class TaskJson {

  private TaskJson() {}

  /**
   * Reads a task. It is not yet checked against the rules of {@link TaskRules}: a field that is not
   * there is empty.
   *
   * @param json UTF-8, with or without a byte order mark
   * @throws UnreadableRecordException if it is not a task; the message names the JSON path, what is
   *     there and what is expected
   */
  public static Task decode(byte[] json) {
    return TaskJsonReader.task(JsonObject.parse(json));
  }

  /**
   * Writes a task: what its creator said of it, and its createTime when it is known. Marks that
   * only Sluice's own API sets are left out.
   */
  public static byte[] encode(Task task) {
    return TaskJsonWriter.write(task);
  }
}
