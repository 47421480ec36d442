package dev.sluice.topology.stream;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * Kafka clients as Streams makes them, but for a producer that tells when a transaction was
 * committed, since Streams itself has no hook after a commit, and a consumer that rests as long as
 * there is nothing to do.
 */
final class Clients implements KafkaClientSupplier {

  private final PendingCommits pending;
  private final Supplier<Duration> rest;

  /**
   * Makes clients.
   *
   * @param rest how long the thread that asks may wait for records
   */
  Clients(PendingCommits pending, Supplier<Duration> rest) {
    this.pending = pending;
    this.rest = rest;
  }

  @Override
  public Admin getAdmin(Map<String, Object> config) {
    return Admin.create(config);
  }

  @Override
  public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
    return new CommitProducer(
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer()), pending);
  }

  @Override
  public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
    return RestingConsumer.of(consumer(config), rest);
  }

  @Override
  public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
    return consumer(config);
  }

  @Override
  public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
    return consumer(config);
  }

  private static Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
