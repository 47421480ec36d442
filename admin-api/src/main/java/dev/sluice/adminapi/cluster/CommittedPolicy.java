package dev.sluice.adminapi.cluster;

import static java.util.Objects.requireNonNull;

import dev.sluice.adminapi.call.Deadline;
import dev.sluice.adminapi.call.Refusals;
import dev.sluice.schemas.UnreadableRecordException;
import dev.sluice.v1.Queue;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** One queue's policy as it is committed in the topic, and not only as it has arrived in memory. */
final class CommittedPolicy implements AutoCloseable {

  private static final Duration POLL = Duration.ofMillis(100);

  private final Queue queue;
  private final TopicPartition partition;
  private final Consumer<String, byte[]> consumer;
  private Optional<PolicyRecord> found = Optional.empty();

  /** Takes over the consumer. */
  CommittedPolicy(Queue queue, TopicPartition partition, Consumer<String, byte[]> consumer) {
    this.queue = queue;
    this.partition = partition;
    this.consumer = consumer;
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
  }

  /** Reads what has come since it was last read: all of it at first, little from then on. */
  Optional<PolicyRecord> now(Deadline deadline) {
    long end = requireNonNull(consumer.endOffsets(List.of(partition)).get(partition));
    while (consumer.position(partition) < end) {
      if (deadline.hasPassed()) {
        throw Refusals.unavailable("The policies could not be read in time; nothing was changed.");
      }
      consumer.poll(POLL).forEach(this::take);
    }
    return found.filter(policy -> policy.isOf(queue));
  }

  /** A record that cannot be read changes nothing, and the feed tells of it. */
  private void take(ConsumerRecord<String, byte[]> entry) {
    if (!entry.key().equals(queue.getName())) {
      return;
    }
    try {
      found = entry.value() == null ? Optional.empty() : Optional.of(PolicyRecord.read(entry));
    } catch (UnreadableRecordException e) {
      return;
    }
  }

  @Override
  public void close() {
    consumer.close(CloseOptions.timeout(Duration.ZERO));
  }
}
