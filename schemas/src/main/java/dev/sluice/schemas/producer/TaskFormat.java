package dev.sluice.schemas.producer;

import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.TaskJson;
import dev.sluice.v1.Task;

/** How tasks are written as values of records. */
@FunctionalInterface
public interface TaskFormat {

  /** Avro's single-object encoding: small, quick, and needs nothing else. */
  TaskFormat AVRO = (topic, task) -> AvroCodec.encode(task);

  /** Cloud Tasks JSON, which any tool can show. */
  TaskFormat JSON = (topic, task) -> TaskJson.encode(task);

  /**
   * Returns the value of a task's record.
   *
   * @param topic the topic it goes to
   */
  byte[] encode(String topic, Task task);
}
