package dev.sluice.topology.stream;

import dev.sluice.topology.SchedulerSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.GroupProtocol;
import org.apache.kafka.streams.StreamsConfig;

/** The settings of Kafka Streams. */
final class StreamsProperties {

  private static final long UNAWAITED_FACTOR = 10;
  private static final Duration BLIND_REST = Duration.ofMillis(20);

  private StreamsProperties() {}

  /**
   * Returns the settings.
   *
   * @param applicationServer host:port of this instance's query service
   */
  static Properties of(SchedulerSettings settings, String applicationServer, RocksMemory memory) {
    Map<String, Object> all = new HashMap<>();
    streams(all, settings, applicationServer, memory);
    latency(all, settings);
    consumer(all, settings);
    producer(all, settings);
    restore(all);
    all.putAll(settings.extraProperties().kafka());
    all.putAll(settings.extraProperties().streams());
    // State, dispatches and offsets move together or not at all: not for anybody to change.
    all.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
    Properties properties = new Properties();
    properties.putAll(all);
    return properties;
  }

  private static void streams(
      Map<String, Object> all,
      SchedulerSettings settings,
      String applicationServer,
      RocksMemory memory) {
    var member = settings.member();
    all.put(StreamsConfig.APPLICATION_ID_CONFIG, member.applicationId());
    all.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, settings.cluster().bootstrapServers());
    all.put(StreamsConfig.STATE_DIR_CONFIG, member.stateDir().toString());
    all.put(StreamsConfig.APPLICATION_SERVER_CONFIG, applicationServer);
    all.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) settings.cluster().replicationFactor());
    all.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.tuning().streamThreads());
    // Nothing to do for a single instance; without it a lost disk means a full restore.
    all.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, 1);
    all.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, -1L);
    all.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, 0L);
    all.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksMemory.Setter.class);
    all.put(RocksMemory.PROPERTY, memory);
  }

  private static void latency(Map<String, Object> all, SchedulerSettings settings) {
    // What somebody waits for is committed on request (CommitPace); this is for the rest.
    all.put(
        StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
        UNAWAITED_FACTOR * settings.tuning().commitInterval().toMillis());
    // The longest wait for records, which end it at once. Punctuation runs after it: the consumer
    // is back sooner when something falls due (PollRest), but for one that Streams makes itself.
    Duration rest = isStreamsProtocol(settings) ? BLIND_REST : PollRest.LONGEST;
    all.put(StreamsConfig.POLL_MS_CONFIG, rest.toMillis());
  }

  private static boolean isStreamsProtocol(SchedulerSettings settings) {
    String set = settings.extraProperties().streams().get(StreamsConfig.GROUP_PROTOCOL_CONFIG);
    return GroupProtocol.STREAMS.name().equalsIgnoreCase(set);
  }

  private static void consumer(Map<String, Object> all, SchedulerSettings settings) {
    settings
        .member()
        .groupInstanceId()
        .ifPresent(id ->
            all.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG), id));
    // The least that brokers allow: how long a killed instance's partitions stand still.
    all.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 6_000);
    // A member learns of a rebalance with its next heartbeat, and partitions rest until all have.
    all.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG), 500);
  }

  private static void producer(Map<String, Object> all, SchedulerSettings settings) {
    // Streams' own default linger is 100 ms.
    put(all, ProducerConfig.LINGER_MS_CONFIG, 5);
    // One request is on the way at a time, and has one batch of each partition.
    put(all, ProducerConfig.BATCH_SIZE_CONFIG, 256 << 10);
    put(all, ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 5);
    put(all, ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, 20);
    // The broker refuses the first batch of a transaction while it still ends the one before; with
    // a second batch on the way it also logs a sequence error for each partition.
    put(all, ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1);
    put(all, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, settings.cluster().recordLimitBytes());
    put(
        all,
        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
        (int) SchedulerStreams.TRANSACTION_TIMEOUT.toMillis());
  }

  private static void put(Map<String, Object> all, String producerKey, Object value) {
    all.put(StreamsConfig.producerPrefix(producerKey), value);
  }

  private static void restore(Map<String, Object> all) {
    all.put(StreamsConfig.restoreConsumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 10_000);
    all.put(
        StreamsConfig.restoreConsumerPrefix(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG),
        8 << 20);
    all.put(StreamsConfig.restoreConsumerPrefix(ConsumerConfig.FETCH_MAX_BYTES_CONFIG), 64 << 20);
    all.put(StreamsConfig.restoreConsumerPrefix(ConsumerConfig.RECEIVE_BUFFER_CONFIG), 4 << 20);
    all.put(StreamsConfig.restoreConsumerPrefix(ConsumerConfig.CHECK_CRCS_CONFIG), false);
  }
}
