package dev.sluice.schemas;

import dev.sluice.v1.Task;
import org.apache.avro.Schema;

/**
 * Reads tasks that were written with a schema of somebody else's, by the rules of Avro's schema
 * resolution: fields are found by name, those we do not know are skipped, those that are not there
 * have our defaults. Safe for use by several threads.
 */
public final class TaskReader {

  private static final int MAX_OBSTACLE_CHARS = 300;

  private final RecordFormat format;

  private TaskReader(RecordFormat format) {
    this.format = format;
  }

  /**
   * Makes a reader.
   *
   * @throws UnreadableRecordException if no task can be made of what the schema writes; the message
   *     says why
   */
  public static TaskReader of(Schema writtenWith) {
    if (writtenWith.getType() != Schema.Type.RECORD) {
      throw new UnreadableRecordException(
          "schema: of type " + writtenWith.getType() + " (expected: a record like a Task)");
    }
    Resolution.obstacle(writtenWith, Task.getClassSchema())
        .ifPresent(obstacle -> {
          throw new UnreadableRecordException(
              "schema: "
                  + Excerpt.of(writtenWith.getFullName())
                  + " does not resolve to a Task: "
                  + Excerpt.of(obstacle, MAX_OBSTACLE_CHARS));
        });
    return new TaskReader(RecordFormat.of(Task.class, writtenWith));
  }

  /**
   * Reads a task. It is not yet checked against the rules of {@link TaskRules}.
   *
   * @param from where its data begins
   * @throws UnreadableRecordException if there is not exactly one task
   */
  public Task read(byte[] value, int from) {
    return (Task) AvroCodec.read(value, from, format);
  }
}
