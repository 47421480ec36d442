package dev.sluice.schemas.producer;

import dev.sluice.schemas.Limits;
import dev.sluice.schemas.TaskName;
import dev.sluice.schemas.TaskRules;
import dev.sluice.schemas.TopicNames;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Records for applications that use transactions: the task is created if and only if the
 * transaction commits. They are sent with the application's own transactional producer, whose
 * serializers are Kafka's for byte arrays. Any partitioner will do.
 */
public final class Inbox {

  private final String topic;
  private final Limits limits;
  private final TaskFormat format;

  /** The inbox of an installation. */
  public Inbox(TopicNames topics, Limits limits, TaskFormat format) {
    this.topic = topics.inbox();
    this.limits = limits;
    this.format = format;
  }

  /** The inbox of an installation with the names and limits that hold unless they are set. */
  public Inbox() {
    this(TopicNames.DEFAULT, Limits.WIDE, TaskFormat.AVRO);
  }

  /**
   * Makes the record that creates a task.
   *
   * @param now the time that the schedule's horizon counts from
   * @throws InvalidTaskException if the task breaks a rule
   */
  public ProducerRecord<byte[], byte[]> record(NewTask task, Instant now) {
    TaskRules.violation(task.record(), limits, now)
        .ifPresent(violation -> {
          throw new InvalidTaskException(violation);
        });
    return record(task.key(), format.encode(topic, task.record()));
  }

  /** Makes the record that deletes a task. */
  public ProducerRecord<byte[], byte[]> deletion(TaskName task) {
    return record(task.toString(), null);
  }

  private ProducerRecord<byte[], byte[]> record(String key, byte @Nullable [] value) {
    return new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value);
  }
}
