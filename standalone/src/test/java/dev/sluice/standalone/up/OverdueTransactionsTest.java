package dev.sluice.standalone.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.standalone.broker.BrokerSettings;
import dev.sluice.standalone.broker.EmbeddedBroker;
import dev.sluice.topology.topics.OverdueTransactions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OverdueTransactionsTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  private long nowNanos;

  @Test
  void end_partitionsMoved_endsOverdueOnesOfSchedulersOnly(@TempDir Path folder) throws Exception {
    try (EmbeddedBroker broker =
            EmbeddedBroker.start(BrokerSettings.in(folder), new SplittableRandom());
        Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
        KafkaProducer<String, String> scheduler = producer(broker, "group-of-a-dead-one");
        KafkaProducer<String, String> other = producer(broker, "groups-neighbour")) {
      admin.createTopics(List.of(new NewTopic("a", 1, (short) 1), new NewTopic("b", 1, (short) 1)));
      leaveOpen(scheduler, "a");
      leaveOpen(other, "b");
      OverdueTransactions transactions =
          new OverdueTransactions(admin, "group", Duration.ofMillis(200), () -> nowNanos);

      nowNanos = Duration.ofMinutes(1).toNanos();
      transactions.end();
      assertThat(readableEnd(admin, "a")).isZero();

      transactions.partitionsMove();
      await()
          .atMost(SOON)
          .until(() -> {
            transactions.end();
            return readableEnd(admin, "a") > 0;
          });
      assertThat(readableEnd(admin, "b")).isZero();
      assertThatThrownBy(scheduler::commitTransaction).isInstanceOf(KafkaException.class);
      other.commitTransaction();
    }
  }

  private static KafkaProducer<String, String> producer(EmbeddedBroker broker, String id) {
    return new KafkaProducer<>(
        Map.of(
            ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
            broker.bootstrapServers(),
            ProducerConfig.TRANSACTIONAL_ID_CONFIG,
            id),
        new StringSerializer(),
        new StringSerializer());
  }

  private static void leaveOpen(KafkaProducer<String, String> producer, String topic)
      throws Exception {
    producer.initTransactions();
    producer.beginTransaction();
    var _ = producer.send(new ProducerRecord<>(topic, "k", "v")).get();
  }

  private static long readableEnd(Admin admin, String topic) throws Exception {
    TopicPartition partition = new TopicPartition(topic, 0);
    return admin
        .listOffsets(
            Map.of(partition, OffsetSpec.latest()),
            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
        .partitionResult(partition)
        .get()
        .offset();
  }
}
