package dev.sluice.topology.stream;

import dev.sluice.topology.SchedulerSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads from Kafka, with a consumer that is there from the first use until it is closed. */
final class KafkaRereader implements Rereader {

  /** It has no group to leave, and its thread has other things to do. */
  private static final Duration CLOSE_PATIENCE = Duration.ofMillis(100);

  private final Map<String, Object> properties;
  private @Nullable Consumer<byte[], byte[]> consumer;
  private @Nullable TopicPartition current;

  KafkaRereader(SchedulerSettings settings) {
    properties = new HashMap<>();
    properties.put(
        ConsumerConfig.CLIENT_ID_CONFIG, settings.member().applicationId() + "-rereader");
    properties.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.cluster().bootstrapServers());
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    // Where retention has been quicker, what is left is read.
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    properties.putAll(settings.extraProperties().kafka());
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
  }

  @Override
  public void seek(TopicPartition partition, long offset) {
    Consumer<byte[], byte[]> open = consumer;
    if (open == null) {
      open =
          new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
      consumer = open;
    }
    open.assign(List.of(partition));
    open.seek(partition, offset);
    current = partition;
  }

  @Override
  public List<ConsumerRecord<byte[], byte[]>> poll() {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    if (consumer != null) {
      consumer.poll(Duration.ZERO).forEach(records::add);
    }
    return records;
  }

  @Override
  public OptionalLong position() {
    if (consumer == null || current == null) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(consumer.position(current, Duration.ZERO));
    } catch (TimeoutException e) {
      return OptionalLong.empty();
    }
  }

  @Override
  public void close() {
    if (consumer != null) {
      consumer.close(org.apache.kafka.clients.consumer.CloseOptions.timeout(CLOSE_PATIENCE));
      consumer = null;
      current = null;
    }
  }
}
