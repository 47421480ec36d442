package dev.sluice.adminapi.cluster;

import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Settings of the API's Kafka clients. */
final class KafkaProperties {

  private KafkaProperties() {}

  /**
   * Every record must be durable before it is acknowledged, and written once. A send is given up
   * well before the 15 s that a call may take, so that the caller learns why.
   */
  static Properties producer(ClusterSettings settings) {
    Properties properties = common(settings, "sluice-api-producer");
    properties.put(ProducerConfig.ACKS_CONFIG, "all");
    properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    properties.put(ProducerConfig.LINGER_MS_CONFIG, "2");
    properties.put(ProducerConfig.BATCH_SIZE_CONFIG, Integer.toString(64 << 10));
    properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, settings.maxRecordBytes());
    properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "5000");
    properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, "5000");
    properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "10000");
    properties.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    properties.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    return with(with(properties, settings.kafka()), settings.producer());
  }

  /**
   * Policies are written in transactions of one id: who begins one makes all that others have begun
   * fail.
   */
  static Properties policyProducer(ClusterSettings settings) {
    Properties properties = producer(settings);
    properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, "sluice-api-policy-writer");
    properties.put(
        ProducerConfig.TRANSACTIONAL_ID_CONFIG, settings.topics().policies() + "-writer");
    return properties;
  }

  /** Queues and policies are written in transactions, and read by everybody from the start. */
  static Properties feed(ClusterSettings settings, String clientId) {
    Properties properties = common(settings, clientId);
    properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    // Records end the wait. These topics rest for hours, and each fetch wakes half a dozen threads.
    properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "2000");
    properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
    properties.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, StringDeserializer.class);
    properties.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return with(properties, settings.kafka());
  }

  /**
   * For reading policies up to their end within a change. Kafka reads no request of a connection
   * before it has answered the last, and with a fetch that waits at the end of the topic every
   * question for a new end would wait as well: after the transactional id was taken over.
   */
  static Properties policyReader(ClusterSettings settings) {
    Properties properties = feed(settings, "sluice-api-policy-reader");
    properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "10");
    return properties;
  }

  /**
   * Refuses settings that no feed can read with. Feeds make one consumer after the other for as
   * long as Kafka is away, and a wrong setting would look to them as if Kafka was.
   *
   * @throws ConfigException naming the setting
   */
  static void checkFeed(ClusterSettings settings) {
    var _ = new ConsumerConfig(feed(settings, "sluice-api-feed"));
  }

  private static Properties common(ClusterSettings settings, String clientId) {
    Properties properties = new Properties();
    properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
    properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
    return properties;
  }

  private static Properties with(Properties properties, Map<String, String> more) {
    properties.putAll(more);
    return properties;
  }
}
