package dev.sluice.topology.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.Limits;
import dev.sluice.schemas.Partitions;
import dev.sluice.schemas.QueueDefaults;
import dev.sluice.schemas.TopicNames;
import dev.sluice.schemas.registry.TaskSchemas;
import dev.sluice.topology.core.Coordinates;
import dev.sluice.topology.core.Input;
import dev.sluice.topology.core.InputTopic;
import dev.sluice.topology.core.QueueField;
import dev.sluice.v1.Command;
import dev.sluice.v1.DeleteDeadLetter;
import dev.sluice.v1.DeleteQueue;
import dev.sluice.v1.DeleteTask;
import dev.sluice.v1.PauseQueue;
import dev.sluice.v1.PurgeQueue;
import dev.sluice.v1.QueueConfig;
import dev.sluice.v1.RedriveDeadLetter;
import dev.sluice.v1.ResumeQueue;
import dev.sluice.v1.RunTask;
import dev.sluice.v1.UpdateQueue;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

final class CommandDecoderTest {

  private static final String QUEUE = "projects/p/locations/l/queues/q";
  private static final int PARTITIONS = 8;
  private static final int OWNER = Partitions.of(QUEUE, PARTITIONS);

  private final InputDecoder decoder =
      new InputDecoder(
          new InputTopics(TopicNames.DEFAULT), PARTITIONS, Limits.WIDE, TaskSchemas.NONE);

  @Test
  void commands_ofEveryKind_areRead() {
    assertThat(decode(QUEUE, new PauseQueue())).isEqualTo(new Input.PauseQueue(QUEUE));
    assertThat(decode(QUEUE, new ResumeQueue())).isEqualTo(new Input.ResumeQueue(QUEUE));
    assertThat(decode(QUEUE, new PurgeQueue())).isEqualTo(new Input.PurgeQueue(QUEUE, 77));
    assertThat(decode(QUEUE, new DeleteQueue())).isEqualTo(new Input.DeleteQueue(QUEUE));
    assertThat(decode(QUEUE + "/tasks/t", new RunTask())).isEqualTo(new Input.RunTask(QUEUE, "t"));
    assertThat(decode(QUEUE + "/tasks/t", new DeleteTask()))
        .isEqualTo(new Input.DeleteTask(QUEUE, "t"));
    assertThat(decode("", new RedriveDeadLetter(OWNER + "-17")))
        .isEqualTo(new Input.RedriveDeadLetter(17));
    assertThat(decode("", new DeleteDeadLetter(OWNER + "-17")))
        .isEqualTo(new Input.DeleteDeadLetter(17));
  }

  @Test
  void updateQueue_withFields_namesThem() {
    QueueConfig config = QueueDefaults.config();
    config.setMaxAttempts(7);
    config.setMinBackoffMillis(1_500L);

    assertThat(decode(QUEUE, new UpdateQueue(config, List.of("maxAttempts", "minBackoffMillis"))))
        .isInstanceOfSatisfying(
            Input.UpdateQueue.class,
            update -> {
              assertThat(update.fields())
                  .isEqualTo(Set.of(QueueField.MAX_ATTEMPTS, QueueField.MIN_BACKOFF));
              assertThat(update.settings().maxAttempts()).isEqualTo(7);
              assertThat(update.settings().minBackoff()).isEqualTo(Duration.ofMillis(1_500));
              assertThat(update.settings().maxBurstSize()).isEqualTo(100);
            });
  }

  @Test
  void fields_ofTheRecord_areAllKnown() {
    assertThat(QueueConfig.getClassSchema().getFields())
        .allSatisfy(field ->
            assertThat(QueueCodec.field(field.name()).isPresent())
                .as(field.name())
                .isNotEqualTo(TargetCodec.isTargetField(field.name())));
  }

  @Test
  void commands_thatBreakARule_areInvalid() {
    assertInvalid("projects/p", new PauseQueue(), "Queue name must be formatted");
    assertInvalid(QUEUE, new RunTask(), "Task name must be formatted");
    assertInvalid(
        QUEUE,
        new UpdateQueue(QueueDefaults.config(), List.of("colour")),
        "field: colour (expected: a field of QueueConfig)");
    assertInvalid(
        "", new RedriveDeadLetter((OWNER + 1) + "-17"), "(expected: a dead letter of partition");
    assertInvalid("", new RedriveDeadLetter(OWNER + "-x"), "(expected: a dead letter of partition");
  }

  @Test
  void command_onAnotherPartition_isInvalid() {
    int wrong = (OWNER + 1) % PARTITIONS;
    byte[] value = AvroCodec.encode(new Command(QUEUE, new PauseQueue()));

    assertThat(decode(wrong, value))
        .isEqualTo(
            new Input.InvalidCommand(
                "partition: " + wrong + " (expected: " + OWNER + ", which owns " + QUEUE + ")"));
  }

  private void assertInvalid(String name, SpecificRecordBase action, String message) {
    assertThat(decode(name, action))
        .isInstanceOfSatisfying(
            Input.InvalidCommand.class, invalid -> assertThat(invalid.message()).contains(message));
  }

  private Input decode(String name, SpecificRecordBase action) {
    return decode(OWNER, AvroCodec.encode(new Command(name, action)));
  }

  private Input decode(int partition, byte[] value) {
    Decoded decoded =
        decoder.decode(
            new Arrival(
                new Coordinates(InputTopic.COMMANDS, partition, 0),
                77,
                "key".getBytes(StandardCharsets.UTF_8),
                value,
                new RecordHeaders()));
    return ((Decoded.Take) decoded).input();
  }
}
