package dev.sluice.delivery;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The settings of a worker's Kafka clients, each with its reason where it is not plain. */
final class KafkaProperties {

  private KafkaProperties() {}

  static Map<String, Object> consumer(WorkerSettings settings) {
    Map<String, Object> all = new HashMap<>();
    all.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.cluster().bootstrapServers());
    all.put(ConsumerConfig.GROUP_ID_CONFIG, settings.cluster().topics().prefix() + "workers");
    all.put(ConsumerConfig.CLIENT_ID_CONFIG, settings.identity().workerId());
    all.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    all.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    all.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    // Where reading goes on is decided in LanePositions: neither end of a lane is right for all.
    all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    all.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
    all.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 6_000);
    // A member learns of a rebalance with its next heartbeat, and lanes rest until all have.
    all.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 500);
    all.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    // A commit that takes longer than the group's patience is no use any more.
    all.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    all.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, 8_000);
    // A topic that is created, or gets more lanes, is noticed soon.
    all.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
    all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    if (settings.identity().groupInstanceId() != null) {
      all.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, settings.identity().groupInstanceId());
    }
    all.putAll(settings.cluster().consumerProperties());
    return all;
  }

  /**
   * Refuses settings that no consumer can be made with. The reader makes one after the other for as
   * long as Kafka is away, and a wrong setting would look to it as if Kafka was.
   *
   * @throws ConfigException naming the setting
   */
  static void checkConsumer(WorkerSettings settings) {
    var _ = new ConsumerConfig(consumer(settings));
  }

  /** For reading a whole topic without a group. */
  static Map<String, Object> reader(WorkerSettings settings) {
    Map<String, Object> all = new HashMap<>();
    all.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.cluster().bootstrapServers());
    all.put(ConsumerConfig.CLIENT_ID_CONFIG, settings.identity().workerId() + "-keys");
    all.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    all.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    all.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    all.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    // Records end the wait. Keys change monthly, and each fetch wakes half a dozen threads.
    all.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 2_000);
    all.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
    all.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    all.putAll(settings.cluster().consumerProperties());
    return all;
  }

  static Map<String, Object> producer(WorkerSettings settings) {
    Map<String, Object> all = new HashMap<>();
    all.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, settings.cluster().bootstrapServers());
    all.put(ProducerConfig.CLIENT_ID_CONFIG, settings.identity().workerId());
    all.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    all.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    all.put(ProducerConfig.ACKS_CONFIG, "all");
    all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    // Outcomes are retried for ever.
    all.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Integer.MAX_VALUE);
    all.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    all.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 50L);
    all.put(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 500L);
    all.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500L);
    // Whatever comes alone makes the broker answer the scheduler's fetch, and that poll again.
    all.put(ProducerConfig.LINGER_MS_CONFIG, 5L);
    all.put(ProducerConfig.BATCH_SIZE_CONFIG, 64 << 10);
    // Room for an outcome of every attempt that is held by default.
    all.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20);
    // The protocol's clock waits behind a blocked send.
    all.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 1_000L);
    all.putAll(settings.cluster().producerProperties());
    return all;
  }
}
