package dev.sluice.adminapi.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.iam.v1.Binding;
import com.google.iam.v1.Policy;
import dev.sluice.adminapi.call.Deadline;
import dev.sluice.schemas.QueueDefaults;
import dev.sluice.v1.Queue;
import dev.sluice.v1.QueueState;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.InvalidTxnStateException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What of the topic holds; changes are raced in PolicyRaceTest, with a Kafka. */
final class KafkaPoliciesTest {

  private static final Instant CREATED = Instant.parse("2026-11-25T00:00:00Z");
  private static final Queue QUEUE = queue(CREATED);
  private static final Deadline SOON = Deadline.in(Duration.ofSeconds(30), System::nanoTime);

  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer());
  private final KafkaPolicies policies =
      new KafkaPolicies("policies", () -> producer, KafkaPoliciesTest::emptyTopic);

  @Test
  void policy_readAgainFromTheBeginning_isNotUndone() {
    read(QUEUE, 1, "roles/a");
    read(QUEUE, 2, "roles/b");
    read(QUEUE, 1, "roles/a");

    assertThat(role(QUEUE)).isEqualTo("roles/b");
  }

  @Test
  void policy_ofAnEarlierQueueOfTheName_doesNotHold() {
    Queue next = queue(CREATED.plusSeconds(1));
    read(QUEUE, 7, "roles/a");
    assertThat(policies.of(next)).isEmpty();

    read(next, 1, "roles/b");
    read(QUEUE, 8, "roles/c");

    assertThat(role(next)).isEqualTo("roles/b");
  }

  @ParameterizedTest
  @MethodSource("overtaken")
  void change_thatAnotherServerOvertook_isAbortedAndNotUnavailable(KafkaException answer) {
    producer.commitTransactionException = answer;

    assertThatThrownBy(() -> policies.set(QUEUE, Policy.getDefaultInstance(), SOON))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            refusal -> assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.ABORTED));
    assertThat(policies.of(QUEUE)).isEmpty();
  }

  static Stream<KafkaException> overtaken() {
    return Stream.of(
        new ProducerFencedException("fenced"),
        new KafkaException("fatal", new InvalidProducerEpochException("epoch")),
        new InvalidTxnStateException("no transaction"));
  }

  private static Consumer<String, byte[]> emptyTopic() {
    MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    TopicPartition partition = new TopicPartition("policies", 0);
    consumer.updateBeginningOffsets(Map.of(partition, 0L));
    consumer.updateEndOffsets(Map.of(partition, 0L));
    return consumer;
  }

  private String role(Queue queue) {
    return policies.of(queue).orElseThrow().getBindings(0).getRole();
  }

  private void read(Queue queue, long change, String role) {
    Policy policy =
        Policy.newBuilder()
            .setEtag(PolicyRecord.etag(change))
            .addBindings(Binding.newBuilder().setRole(role))
            .build();
    ProducerRecord<String, byte[]> written = PolicyRecord.of(queue, policy).write("policies");
    ConsumerRecord<String, byte[]> entry =
        new ConsumerRecord<>("policies", 0, change, written.key(), written.value());
    for (Header header : written.headers()) {
      entry.headers().add(header);
    }
    policies.read(entry);
  }

  private static Queue queue(Instant created) {
    return Queue.newBuilder()
        .setName("projects/p/locations/l/queues/q")
        .setConfig(QueueDefaults.config())
        .setState(QueueState.RUNNING)
        .setCreateTime(created)
        .build();
  }
}
