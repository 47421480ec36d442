package dev.sluice.topology.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.topology.core.Coordinates;
import dev.sluice.topology.core.Decision.QueueFull;
import dev.sluice.topology.core.Decision.Verdict;
import dev.sluice.topology.core.InputTopic;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class CommitProducerTest {

  private static final TopicPartition TASKS = new TopicPartition("sluice.tasks", 3);
  private static final ConsumerGroupMetadata GROUP =
      new MockConsumer<byte[], byte[]>("earliest").groupMetadata();
  private static final Coordinates AT = new Coordinates(InputTopic.TASKS, 3, 7);

  private final List<String> told = new ArrayList<>();
  private final PendingCommits pending = new PendingCommits(new Listener());
  private final Kafka kafka = new Kafka();
  private final CommitProducer producer = new CommitProducer(kafka, pending);

  @BeforeEach
  void init() {
    producer.initTransactions();
  }

  @Test
  void commit_afterVerdict_tellsOnceWithOffsets() {
    producer.beginTransaction();
    pending.processed(AT);
    pending.verdict(new Verdict(AT, new Verdict.Created()));
    assertThat(told).isEmpty();

    producer.commitTransaction();
    assertThat(told).containsExactly("3 {TASKS=7} 1");

    producer.beginTransaction();
    producer.commitTransaction();
    assertThat(told).hasSize(1);
  }

  @Test
  void afterCommit_isDoneOnceItIsThrough_andNotForAnAbort() {
    pending.afterCommit(() -> told.add("committed"));
    producer.beginTransaction();
    producer.abortTransaction();
    assertThat(told).isEmpty();

    producer.beginTransaction();
    producer.commitTransaction();
    assertThat(told).containsExactly("committed");
  }

  @Test
  void abort_afterVerdict_forgetsIt() {
    producer.beginTransaction();
    pending.processed(AT);
    producer.abortTransaction();

    producer.beginTransaction();
    producer.commitTransaction();
    assertThat(told).isEmpty();
  }

  @Test
  void commit_fenced_forgetsVerdicts() {
    producer.beginTransaction();
    pending.processed(AT);
    kafka.fenceProducer();
    assertThatThrownBy(producer::commitTransaction).isInstanceOf(ProducerFencedException.class);

    pending.committed();
    assertThat(told).isEmpty();
  }

  @Test
  void offsets_unmovedAndNoRecords_areNotSentAgain() {
    Map<TopicPartition, OffsetAndMetadata> offsets = Map.of(TASKS, new OffsetAndMetadata(8));
    commit(offsets, false);
    assertThat(kafka.sentOffsets()).isTrue();

    commit(offsets, false);
    assertThat(kafka.sentOffsets()).isFalse();

    commit(offsets, true);
    assertThat(kafka.sentOffsets()).as("records need the group's check").isTrue();

    commit(Map.of(TASKS, new OffsetAndMetadata(9)), false);
    assertThat(kafka.sentOffsets()).isTrue();
  }

  @Test
  void records_withoutAnyOffset_areFencedByAnOwnedPartitions() {
    commit(Map.of(), true);
    assertThat(kafka.consumerGroupOffsetsHistory()).isEmpty();

    pending.opened(3, TASKS, 8);
    commit(Map.of(), true);
    assertThat(kafka.consumerGroupOffsetsHistory().getLast().get(GROUP.groupId()))
        .containsEntry(TASKS, new OffsetAndMetadata(8));

    pending.closed(3);
    int commits = kafka.consumerGroupOffsetsHistory().size();
    commit(Map.of(), true);
    assertThat(kafka.consumerGroupOffsetsHistory()).hasSize(commits);
  }

  @Test
  void anchor_afterLaterCommit_doesNotMoveTheOffsetBack() {
    pending.opened(3, TASKS, 8);
    commit(Map.of(TASKS, new OffsetAndMetadata(20)), true);
    commit(Map.of(), true);
    assertThat(lastOffsets()).containsEntry(TASKS, new OffsetAndMetadata(20));
  }

  @Test
  void anchor_afterReplayOrAbort_isWhatTheStateSays() {
    pending.opened(3, TASKS, 8);
    commit(Map.of(TASKS, new OffsetAndMetadata(5)), false);
    commit(Map.of(), true);
    assertThat(lastOffsets()).containsEntry(TASKS, new OffsetAndMetadata(8));

    producer.beginTransaction();
    pending.processed(new Coordinates(InputTopic.TASKS, 3, 11));
    producer.sendOffsetsToTransaction(Map.of(TASKS, new OffsetAndMetadata(12)), GROUP);
    producer.abortTransaction();
    commit(Map.of(), true);
    assertThat(lastOffsets())
        .as("what was aborted must be read again")
        .containsEntry(TASKS, new OffsetAndMetadata(8));
  }

  @Test
  void commit_timedOut_isRetriedWithoutOffsetsAndThenTold() {
    pending.opened(3, TASKS, 7);
    timeOut();

    producer.sendOffsetsToTransaction(Map.of(), GROUP);
    producer.commitTransaction();
    assertThat(told).containsExactly("3 {TASKS=7} 1");
    assertThat(lastOffsets()).containsEntry(TASKS, new OffsetAndMetadata(8));

    commit(Map.of(), true);
    assertThat(kafka.sentOffsets()).as("the next transaction has its check again").isTrue();
    assertThat(told).hasSize(1);
  }

  @Test
  void commit_timedOutThenAborted_forgetsVerdicts() {
    timeOut();

    kafka.commitIsPending = false;
    producer.abortTransaction();
    commit(Map.of(), true);
    assertThat(told).isEmpty();
  }

  @Test
  void commit_timedOut_refusesOffsetsThatItDoesNotHave() {
    timeOut();

    assertThatThrownBy(
            () -> producer.sendOffsetsToTransaction(Map.of(TASKS, new OffsetAndMetadata(9)), GROUP))
        .isInstanceOf(IllegalStateException.class);
  }

  private void timeOut() {
    producer.beginTransaction();
    var _ = producer.send(new ProducerRecord<>("sluice.dispatches", new byte[1]));
    pending.processed(AT);
    pending.verdict(new Verdict(AT, new Verdict.Created()));
    producer.sendOffsetsToTransaction(Map.of(TASKS, new OffsetAndMetadata(8)), GROUP);
    kafka.commitTransactionException = new TimeoutException("commit");
    assertThatThrownBy(producer::commitTransaction).isInstanceOf(TimeoutException.class);
    kafka.commitTransactionException = null;
    assertThat(told).isEmpty();
  }

  private Map<TopicPartition, OffsetAndMetadata> lastOffsets() {
    return Objects.requireNonNull(
        kafka.consumerGroupOffsetsHistory().getLast().get(GROUP.groupId()));
  }

  private void commit(Map<TopicPartition, OffsetAndMetadata> offsets, boolean withRecord) {
    producer.beginTransaction();
    if (withRecord) {
      var _ = producer.send(new ProducerRecord<>("sluice.dispatches", new byte[1]));
    }
    producer.sendOffsetsToTransaction(offsets, GROUP);
    producer.commitTransaction();
  }

  /** As strict as the real client: while a commit waits for its retry, nothing else is taken. */
  private static final class Kafka extends MockProducer<byte[], byte[]> {

    private boolean commitIsPending;

    Kafka() {
      super(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void sendOffsetsToTransaction(
        Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata group) {
      if (commitIsPending && !offsets.isEmpty()) {
        throw new IllegalStateException("commitTransaction timed out and must be retried");
      }
      super.sendOffsetsToTransaction(offsets, group);
    }

    @Override
    public void commitTransaction() {
      commitIsPending = commitTransactionException instanceof TimeoutException;
      super.commitTransaction();
    }
  }

  private final class Listener implements CommitListener {

    @Override
    public void opened(int partition, Map<InputTopic, Long> offsets) {}

    @Override
    public void committed(
        int partition,
        Map<InputTopic, Long> offsets,
        List<Verdict> verdicts,
        List<QueueFull> full) {
      told.add(partition + " " + offsets + " " + verdicts.size());
    }

    @Override
    public void closed(int partition) {}
  }
}
