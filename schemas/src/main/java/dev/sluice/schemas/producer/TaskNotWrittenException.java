package dev.sluice.schemas.producer;

import org.apache.kafka.common.errors.TimeoutException;

/**
 * Kafka did not acknowledge a record; the cause is what its producer said. After a timeout the
 * record may be there all the same: sending the task again under the same name is safe.
 */
public final class TaskNotWrittenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TaskNotWrittenException(String key, String topic, Exception cause) {
    super(
        key
            + ": not acknowledged by "
            + topic
            + (cause instanceof TimeoutException
                ? ", outcome unknown, safe to send again under the same name: "
                : ": ")
            + cause.getMessage(),
        cause);
  }
}
