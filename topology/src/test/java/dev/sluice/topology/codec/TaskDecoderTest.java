package dev.sluice.topology.codec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.Limits;
import dev.sluice.schemas.Partitions;
import dev.sluice.schemas.TaskRecords;
import dev.sluice.schemas.TopicNames;
import dev.sluice.schemas.registry.TaskSchemas;
import dev.sluice.topology.core.Coordinates;
import dev.sluice.topology.core.Input;
import dev.sluice.topology.core.InputTopic;
import dev.sluice.v1.Task;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Times of tasks that others than our API wrote. */
final class TaskDecoderTest {

  private static final String QUEUE = "projects/p/locations/l/queues/q";
  private static final String TASK = QUEUE + "/tasks/t";
  private static final int PARTITIONS = 8;
  private static final Instant APPENDED = Instant.parse("2026-11-22T00:00:00Z");
  private static final Instant CREATED = APPENDED.minusSeconds(1);
  private static final Instant YEAR_200_000 = Instant.parse("+200000-01-01T00:00:00Z");
  private static final Instant YEAR_BEFORE_1 = Instant.parse("-0001-01-01T00:00:00Z");

  private final InputDecoder decoder =
      new InputDecoder(
          new InputTopics(TopicNames.DEFAULT), PARTITIONS, Limits.WIDE, TaskSchemas.NONE);

  @Test
  void task_withSoundTimes_isKeptByteForByte() {
    byte[] value = AvroCodec.encode(task(CREATED, APPENDED.plusSeconds(60)));

    Input.Create create = (Input.Create) decode(value);
    assertThat(create.payload()).isEqualTo(value);
    assertThat(create.createMicros()).isEqualTo(Micros.of(CREATED));
    assertThat(create.scheduleMicros()).isEqualTo(Micros.of(APPENDED.plusSeconds(60)));
  }

  @Test
  void createTime_farOff_isTheAppendTimeInThePayloadToo() {
    assertTimes(task(YEAR_200_000, null), APPENDED, null);
    assertTimes(task(YEAR_BEFORE_1, null), APPENDED, null);
  }

  @Test
  void scheduleTime_inThePast_isTheCreateTimeInThePayloadToo() {
    assertTimes(task(CREATED, YEAR_BEFORE_1), CREATED, CREATED);
    assertTimes(task(null, YEAR_BEFORE_1), null, APPENDED);
    assertTimes(task(YEAR_200_000, YEAR_BEFORE_1), APPENDED, APPENDED);
  }

  @Test
  void scheduleTime_absurdlyFar_isInvalid() {
    assertThat(decode(AvroCodec.encode(task(CREATED, YEAR_200_000))))
        .isInstanceOfSatisfying(
            Input.Unusable.class,
            dead ->
                assertThat(dead.message())
                    .contains("scheduleTime")
                    .contains("too far in the future"));
  }

  private void assertTimes(Task task, @Nullable Instant create, @Nullable Instant schedule) {
    Input.Create taken = (Input.Create) decode(AvroCodec.encode(task));
    Task payload = AvroCodec.decode(taken.payload(), Task.class);
    assertThat(payload.getCreateTime()).isEqualTo(create);
    assertThat(payload.getScheduleTime()).isEqualTo(schedule);
    assertThat(taken.createMicros()).isEqualTo(Micros.of(create == null ? APPENDED : create));
    assertThat(taken.scheduleMicros()).isEqualTo(taken.createMicros());
  }

  private static Task task(@Nullable Instant createTime, @Nullable Instant scheduleTime) {
    Task task =
        TaskRecords.decode(
            "{\"httpRequest\":{\"url\":\"http://a/\"}}".getBytes(StandardCharsets.UTF_8));
    task.setName(TASK);
    task.setCreateTime(createTime);
    task.setScheduleTime(scheduleTime);
    return task;
  }

  private Input decode(byte[] value) {
    Decoded decoded =
        decoder.decode(
            new Arrival(
                new Coordinates(InputTopic.TASKS, Partitions.of(QUEUE, PARTITIONS), 0),
                Micros.of(APPENDED),
                TASK.getBytes(StandardCharsets.UTF_8),
                value,
                new RecordHeaders()));
    return ((Decoded.Take) decoded).input();
  }
}
