package dev.sluice.topology.stream;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.metrics.KafkaMetric;

/**
 * The producer of one stream thread, with three things added.
 *
 * <ul>
 *   <li>After a commit its decisions are told; with an abort or a failure they are forgotten. A
 *       commit that timed out is neither: the client demands that it be retried, and Streams does
 *       so for the partitions that it does not close.
 *   <li>Streams commits after each punctuation, also when it did nothing: a transaction without
 *       records whose offsets have not moved is not sent, or an idle scheduler would write some 40
 *       markers a second.
 *   <li>Streams commits records of a punctuation without any offset while nothing was consumed yet.
 *       Only an offset makes the group check that this thread is still a member, so one is added: a
 *       zombie must not dispatch. (Not to the retry of a commit: its transaction is complete, and
 *       the client takes nothing more.)
 * </ul>
 */
final class CommitProducer implements Producer<byte[], byte[]> {

  private final Producer<byte[], byte[]> delegate;
  private final PendingCommits pending;
  private final Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
  private final Map<TopicPartition, OffsetAndMetadata> sent = new HashMap<>();
  private boolean hasRecords;
  private boolean retryIsDue;

  CommitProducer(Producer<byte[], byte[]> delegate, PendingCommits pending) {
    this.delegate = delegate;
    this.pending = pending;
  }

  @Override
  public void initTransactions() {
    delegate.initTransactions();
  }

  @Override
  public void beginTransaction() {
    hasRecords = false;
    sent.clear();
    delegate.beginTransaction();
  }

  @Override
  public void sendOffsetsToTransaction(
      Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
    if (retryIsDue && sent.entrySet().containsAll(offsets.entrySet())) {
      return;
    }
    Map<TopicPartition, OffsetAndMetadata> fencing = offsets;
    if (offsets.isEmpty() && hasRecords) {
      fencing =
          pending.anchor().map(entry -> Map.of(entry.getKey(), entry.getValue())).orElse(offsets);
    } else if (!hasRecords && committed.entrySet().containsAll(offsets.entrySet())) {
      return;
    }
    delegate.sendOffsetsToTransaction(fencing, group);
    sent.putAll(fencing);
  }

  @Override
  public void commitTransaction() {
    try {
      delegate.commitTransaction();
    } catch (TimeoutException | InterruptException e) {
      retryIsDue = true;
      throw e;
    } catch (RuntimeException e) {
      forget();
      throw e;
    }
    retryIsDue = false;
    committed.putAll(sent);
    pending.moved(sent);
    pending.committed();
  }

  @Override
  public void abortTransaction() {
    forget();
    delegate.abortTransaction();
  }

  private void forget() {
    retryIsDue = false;
    committed.clear();
    pending.discarded();
  }

  @Override
  public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
    hasRecords = true;
    return delegate.send(record);
  }

  @Override
  public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, Callback callback) {
    hasRecords = true;
    return delegate.send(record, callback);
  }

  @Override
  public void flush() {
    delegate.flush();
  }

  @Override
  public List<PartitionInfo> partitionsFor(String topic) {
    return delegate.partitionsFor(topic);
  }

  @Override
  public Map<MetricName, ? extends Metric> metrics() {
    return delegate.metrics();
  }

  @Override
  public Uuid clientInstanceId(Duration timeout) {
    return delegate.clientInstanceId(timeout);
  }

  @Override
  public void registerMetricForSubscription(KafkaMetric metric) {
    delegate.registerMetricForSubscription(metric);
  }

  @Override
  public void unregisterMetricFromSubscription(KafkaMetric metric) {
    delegate.unregisterMetricFromSubscription(metric);
  }

  @Override
  public void close() {
    pending.discarded();
    delegate.close();
  }

  @Override
  public void close(Duration timeout) {
    pending.discarded();
    delegate.close(timeout);
  }
}
