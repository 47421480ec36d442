package dev.sluice.schemas.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.QueueName;
import dev.sluice.schemas.TaskName;
import dev.sluice.v1.Task;
import java.time.Instant;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;

final class InboxTest {

  private static final QueueName QUEUE = QueueName.parse("projects/p/locations/l/queues/q");
  private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");

  private final Inbox inbox = new Inbox();

  @Test
  void record_isForTheInboxAndForAnyPartitioner() {
    ProducerRecord<byte[], byte[]> record =
        inbox.record(NewTask.to(QUEUE, "https://example.com").id("t").build(), NOW);

    assertThat(record.topic()).isEqualTo("sluice.inbox");
    assertThat(record.partition()).isNull();
    assertThat(new String(record.key(), UTF_8)).isEqualTo(QUEUE + "/tasks/t");
    assertThat(AvroCodec.decode(record.value(), Task.class).getName())
        .isEqualTo(QUEUE + "/tasks/t");
  }

  @Test
  void deletion_hasNoValue() {
    assertThat(inbox.deletion(new TaskName(QUEUE, "t")).value()).isNull();
  }

  @Test
  void record_whatBreaksARule_isRefused() {
    NewTask task = NewTask.to(QUEUE, "nowhere").build();

    assertThatThrownBy(() -> inbox.record(task, NOW)).isInstanceOf(InvalidTaskException.class);
  }
}
