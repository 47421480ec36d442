package dev.sluice.adminapi.cluster;

import static java.util.Objects.requireNonNull;

import com.google.iam.v1.Policy;
import com.google.protobuf.ByteString;
import com.google.rpc.Code;
import dev.sluice.adminapi.backend.Policies;
import dev.sluice.adminapi.call.Deadline;
import dev.sluice.adminapi.call.Refusals;
import dev.sluice.v1.Queue;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Policies in the compacted topic sluice.policies, which has one partition. To compare the etag and
 * replace the policy in one step, whatever other servers do, a change begins by taking over the one
 * transactional id that all servers share: a change that another server has begun can then no
 * longer commit, and all that were committed before can be read. Changes are rare; reading is from
 * memory.
 */
final class KafkaPolicies implements Policies {

  private static final Logger log = LoggerFactory.getLogger(KafkaPolicies.class);
  private static final Duration POLL = Duration.ofMillis(100);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(2);
  private static final String CHANGED =
      "There were concurrent policy changes. Please retry the whole read-modify-write with"
          + " exponential backoff.";

  private final TopicPartition partition;
  private final Supplier<Producer<String, byte[]>> producers;
  private final Supplier<Consumer<String, byte[]>> consumers;
  private final Map<String, PolicyRecord> byQueue = new ConcurrentHashMap<>();
  private final Semaphore changing = new Semaphore(1);

  KafkaPolicies(
      String topic,
      Supplier<Producer<String, byte[]>> producers,
      Supplier<Consumer<String, byte[]>> consumers) {
    this.partition = new TopicPartition(topic, 0);
    this.producers = producers;
    this.consumers = consumers;
  }

  /** Takes a record of the topic. */
  void read(ConsumerRecord<String, byte[]> entry) {
    if (entry.value() == null) {
      byQueue.remove(entry.key());
    } else {
      byQueue.put(entry.key(), PolicyRecord.read(entry));
    }
  }

  @Override
  public Optional<Policy> of(Queue queue) {
    return Optional.ofNullable(byQueue.get(queue.getName()))
        .filter(found -> found.isOf(queue))
        .map(PolicyRecord::policy);
  }

  @Override
  public Policy set(Queue queue, Policy policy, Deadline deadline) throws InterruptedException {
    if (!changing.tryAcquire(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
      throw Refusals.unavailable("Other policy changes took too long; nothing was changed.");
    }
    try {
      return change(queue, policy, deadline);
    } catch (ProducerFencedException | InvalidProducerEpochException e) {
      throw Refusals.of(Code.ABORTED, CHANGED);
    } catch (KafkaException e) {
      log.warn("event=policy_change_failed queue={} cause=\"{}\"", queue.getName(), e.toString());
      throw Refusals.unavailable(
          "Kafka did not take the policy in time; outcome unknown, read it before you retry.");
    } finally {
      changing.release();
    }
  }

  private Policy change(Queue queue, Policy policy, Deadline deadline) {
    Producer<String, byte[]> producer = producers.get();
    try {
      producer.initTransactions();
      Optional<PolicyRecord> current = current(queue, deadline);
      ByteString etag = current.map(found -> found.policy().getEtag()).orElse(NO_POLICY_ETAG);
      if (!policy.getEtag().isEmpty() && !policy.getEtag().equals(etag)) {
        throw Refusals.of(Code.ABORTED, CHANGED);
      }
      PolicyRecord changed =
          PolicyRecord.of(queue, policy.toBuilder().setEtag(after(etag)).build());
      producer.beginTransaction();
      var _ = producer.send(changed.write(partition.topic()));
      producer.commitTransaction();
      byQueue.put(queue.getName(), changed);
      log.info("event=policy_set queue={} bindings={}", queue.getName(), policy.getBindingsCount());
      return changed.policy();
    } finally {
      producer.close(CLOSE_PATIENCE);
    }
  }

  /** Reads what is committed, and not only what has arrived in memory. */
  private Optional<PolicyRecord> current(Queue queue, Deadline deadline) {
    Optional<PolicyRecord> found = Optional.empty();
    try (Consumer<String, byte[]> consumer = consumers.get()) {
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      long end = requireNonNull(consumer.endOffsets(List.of(partition)).get(partition));
      while (consumer.position(partition) < end) {
        if (deadline.hasPassed()) {
          throw Refusals.unavailable(
              "The policies could not be read in time; nothing was changed.");
        }
        for (ConsumerRecord<String, byte[]> entry : consumer.poll(POLL)) {
          if (entry.key().equals(queue.getName())) {
            found =
                entry.value() == null ? Optional.empty() : Optional.of(PolicyRecord.read(entry));
          }
        }
      }
    }
    return found.filter(policy -> policy.isOf(queue));
  }

  /** The next etag: a number, so that no two policies of one queue's life have the same. */
  private static ByteString after(ByteString etag) {
    byte[] bytes = new byte[Long.BYTES];
    ByteBuffer number = ByteBuffer.wrap(bytes);
    if (etag.size() == Long.BYTES) {
      etag.copyTo(bytes, 0);
    }
    number.putLong(0, number.getLong(0) + 1);
    return ByteString.copyFrom(bytes);
  }
}
