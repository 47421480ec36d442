package dev.sluice.topology.stream;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Reads records of partition 0 again that a test has written down, a few at a time. */
final class ListRereader implements Rereader {

  private static final int AT_ONCE = 3;

  private final Map<String, List<ConsumerRecord<byte[], byte[]>>> records = new HashMap<>();
  private @Nullable TopicPartition current;
  private long position;

  void add(
      String topic,
      long offset,
      long appendedMillis,
      byte @Nullable [] key,
      byte @Nullable [] value) {
    records
        .computeIfAbsent(topic, _ -> new ArrayList<>())
        .add(
            new ConsumerRecord<>(
                topic,
                0,
                offset,
                appendedMillis,
                TimestampType.LOG_APPEND_TIME,
                0,
                0,
                key,
                value,
                new RecordHeaders(),
                Optional.empty()));
  }

  @Override
  public void seek(TopicPartition partition, long offset) {
    current = partition;
    position = offset;
  }

  @Override
  public List<ConsumerRecord<byte[], byte[]>> poll() {
    List<ConsumerRecord<byte[], byte[]>> all =
        current == null ? List.of() : records.getOrDefault(current.topic(), List.of());
    List<ConsumerRecord<byte[], byte[]>> next =
        all.stream().filter(record -> record.offset() >= position).limit(AT_ONCE).toList();
    position = next.isEmpty() ? position : next.getLast().offset() + 1;
    return next;
  }

  @Override
  public OptionalLong position() {
    return OptionalLong.of(position);
  }

  @Override
  public void close() {
    current = null;
  }
}
