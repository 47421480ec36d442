package dev.sluice.adminapi.cluster;

import com.google.iam.v1.Policy;
import com.google.protobuf.ByteString;
import com.google.rpc.Code;
import dev.sluice.adminapi.backend.Policies;
import dev.sluice.adminapi.call.Deadline;
import dev.sluice.adminapi.call.Refusals;
import dev.sluice.v1.Queue;
import java.time.Duration;
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
import org.apache.kafka.common.errors.InvalidTxnStateException;
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
      keep(PolicyRecord.read(entry));
    }
  }

  /** What is read and what is written here come by two ways: neither may undo the other. */
  private void keep(PolicyRecord found) {
    byQueue.merge(found.queueName(), found, PolicyRecord::later);
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
    } catch (KafkaException e) {
      if (isOvertaken(e)) {
        throw Refusals.of(Code.ABORTED, CHANGED);
      }
      log.warn("event=policy_change_failed queue={} cause=\"{}\"", queue.getName(), e.toString());
      throw Refusals.unavailable(
          "Kafka did not take the policy in time; outcome unknown, read it before you retry.");
    } finally {
      changing.release();
    }
  }

  /**
   * Whether another server took the transactional id over; some errors only have that as a cause. A
   * batch that arrives just behind the abort which that server caused belongs to no transaction any
   * more: Kafka calls the state invalid, and takes nothing of it (KIP-890).
   */
  private static boolean isOvertaken(KafkaException e) {
    for (Throwable each = e; each != null; each = each.getCause()) {
      if (each instanceof ProducerFencedException
          || each instanceof InvalidProducerEpochException
          || each instanceof InvalidTxnStateException) {
        return true;
      }
    }
    return false;
  }

  /**
   * Reads everything before it takes over the id, so that little is left to do from then on until
   * the commit: whoever takes over in that time wins.
   */
  private Policy change(Queue queue, Policy policy, Deadline deadline) {
    refuseOlder(queue, policy.getEtag());
    try (CommittedPolicy committed = new CommittedPolicy(queue, partition, consumers.get())) {
      next(committed.now(deadline), policy.getEtag());
      Producer<String, byte[]> producer = producers.get();
      try {
        producer.initTransactions();
        ByteString etag = next(committed.now(deadline), policy.getEtag());
        PolicyRecord changed = PolicyRecord.of(queue, policy.toBuilder().setEtag(etag).build());
        producer.beginTransaction();
        var _ = producer.send(changed.write(partition.topic()));
        producer.commitTransaction();
        keep(changed);
        log.info(
            "event=policy_set queue={} bindings={}", queue.getName(), policy.getBindingsCount());
        return changed.policy();
      } finally {
        producer.close(CLOSE_PATIENCE);
      }
    }
  }

  /** Who comes with an etag older than what is known here has lost, and need not disturb others. */
  private void refuseOlder(Queue queue, ByteString etag) {
    of(queue)
        .filter(known ->
            !etag.isEmpty() && PolicyRecord.number(etag) < PolicyRecord.number(known.getEtag()))
        .ifPresent(known -> {
          throw Refusals.of(Code.ABORTED, CHANGED);
        });
  }

  /** Compares the etag that a change is based on; returns that of the changed policy. */
  private static ByteString next(Optional<PolicyRecord> current, ByteString basedOn) {
    ByteString etag = current.map(found -> found.policy().getEtag()).orElse(NO_POLICY_ETAG);
    if (!basedOn.isEmpty() && !basedOn.equals(etag)) {
      throw Refusals.of(Code.ABORTED, CHANGED);
    }
    return PolicyRecord.etag(PolicyRecord.number(etag) + 1);
  }
}
