package dev.sluice.topology.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.schemas.TopicNames;
import dev.sluice.topology.codec.InputTopics;
import dev.sluice.topology.core.InputTopic;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class InputOrderTest {

  private static final long NOW = Instant.parse("2026-11-22T00:00:00Z").toEpochMilli();

  private final InputTopics topics = new InputTopics(TopicNames.DEFAULT);
  private final InputOrder order = new InputOrder(topics);

  @ParameterizedTest
  @EnumSource(names = {"COMMANDS", "OUTCOMES", "RETRIES"})
  void newest_ofThese_comesBeforeTheOldestTask(InputTopic topic) {
    long oldestTask = order.extract(record(InputTopic.TASKS, NOW - 31L * 86_400_000), 0);
    assertThat(order.extract(record(topic, NOW), 0)).isNotNegative().isLessThan(oldestTask);
  }

  @ParameterizedTest
  @EnumSource
  void time_afterAll_isTheAppendTime(InputTopic topic) {
    long extracted = order.extract(record(topic, NOW), 0);
    assertThat(InputOrder.appendedMillis(topic, extracted)).isEqualTo(NOW);
  }

  @ParameterizedTest
  @EnumSource
  void time_thatMakesNoSense_isNeverNegative(InputTopic topic) {
    assertThat(order.extract(record(topic, -1), 0)).isZero();
    assertThat(order.extract(record(topic, 5), 0)).isNotNegative();
  }

  @Test
  void shift_isMoreThanAnyBacklog() {
    assertThat(InputOrder.SHIFT_MILLIS).isGreaterThan(31L * 86_400_000);
  }

  private ConsumerRecord<Object, Object> record(InputTopic topic, long time) {
    return new ConsumerRecord<>(
        topics.name(topic),
        0,
        0,
        time,
        TimestampType.LOG_APPEND_TIME,
        0,
        0,
        new byte[0],
        new byte[0],
        new RecordHeaders(),
        Optional.empty());
  }
}
