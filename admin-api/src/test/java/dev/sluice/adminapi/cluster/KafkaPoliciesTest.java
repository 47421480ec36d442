package dev.sluice.adminapi.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.iam.v1.Binding;
import com.google.iam.v1.Policy;
import dev.sluice.schemas.QueueDefaults;
import dev.sluice.v1.Queue;
import dev.sluice.v1.QueueState;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

/** What of the topic holds; changes are raced in PolicyRaceTest, with a Kafka. */
final class KafkaPoliciesTest {

  private static final Instant CREATED = Instant.parse("2026-11-25T00:00:00Z");
  private static final Queue QUEUE = queue(CREATED);

  private final KafkaPolicies policies =
      new KafkaPolicies(
          "policies", () -> new MockProducer<>(), () -> new MockConsumer<>("earliest"));

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
