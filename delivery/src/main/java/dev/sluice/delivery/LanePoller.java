package dev.sluice.delivery;

import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.UnreadableRecordException;
import dev.sluice.v1.Barrier;
import dev.sluice.v1.Dispatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Reads lanes as a member of the workers' group, on one thread: poll, commit with the received
 * mark, and only then start (design section 5.1). The group's generation fences the commit, so
 * whatever starts was read by the lane's owner. After a commit that failed nothing of the batch
 * starts; lanes that are still ours are read again from where the batch began, and what somebody
 * else got meanwhile is skipped by its sequence.
 *
 * <p>Callbacks of a rebalance run inside poll, so a commit is never in flight during one.
 */
final class LanePoller {

  private static final Logger log = LoggerFactory.getLogger(LanePoller.class);

  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration LEAVE = Duration.ofSeconds(5);

  private final AttemptDesk desk;
  private final Consumer<byte[], byte[]> consumer;
  private final String topic;
  private final Set<TopicPartition> unresolved = new HashSet<>();
  private volatile boolean joined;

  LanePoller(AttemptDesk desk, String topic, Consumer<byte[], byte[]> consumer) {
    this.desk = desk;
    this.topic = topic;
    this.consumer = consumer;
  }

  /** Whether the group has told this worker which lanes it has, none perhaps. */
  boolean hasJoined() {
    return joined;
  }

  void subscribe() {
    consumer.subscribe(List.of(topic), new Lanes());
  }

  /**
   * Reads once.
   *
   * @throws KafkaException if Kafka refuses in a way that this consumer will not recover from
   */
  void turn() {
    if (!unresolved.isEmpty()) {
      resolveOrLater();
    }
    ConsumerRecords<byte[], byte[]> records;
    try {
      records = consumer.poll(POLL);
    } catch (NoOffsetForPartitionException e) {
      log.info("event=lanes_without_position lanes={}", e.partitions());
      unresolved.addAll(e.partitions());
      return;
    } catch (OffsetOutOfRangeException e) {
      LanePositions.outOfRange(consumer, e);
      return;
    }
    if (!records.isEmpty()) {
      take(records);
    }
  }

  private void take(ConsumerRecords<byte[], byte[]> records) {
    List<RunningAttempt> received = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      receive(record, received);
    }
    Map<TopicPartition, OffsetAndMetadata> positions = new HashMap<>();
    for (TopicPartition lane : records.partitions()) {
      long mark = desk.ask(worker -> worker.markToCommit(lane.partition()));
      positions.put(lane, LanePositions.toCommit(consumer.position(lane), mark));
    }
    if (commit(positions)) {
      desk.committed(received);
    } else {
      desk.act(worker -> {
        worker.commitFailed();
        return List.of();
      });
      readAgain(records);
    }
  }

  private boolean commit(Map<TopicPartition, OffsetAndMetadata> positions) {
    try {
      consumer.commitSync(positions);
      return true;
    } catch (KafkaException e) {
      desk.metrics().commitFailed();
      // Lanes move whenever a worker comes or goes; what was read is read again.
      log.atLevel(e instanceof RebalanceInProgressException ? Level.DEBUG : Level.WARN)
          .log("event=commit_failed cause=\"{}\"", e.toString());
      return false;
    }
  }

  private void readAgain(ConsumerRecords<byte[], byte[]> records) {
    Set<TopicPartition> mine = consumer.assignment();
    for (TopicPartition lane : records.partitions()) {
      if (mine.contains(lane)) {
        consumer.seek(lane, records.records(lane).getFirst().offset());
      }
    }
  }

  private void receive(ConsumerRecord<byte[], byte[]> record, List<RunningAttempt> received) {
    switch (decode(record)) {
      case Dispatch dispatch when dispatch.getLane() == record.partition() -> {
        if (receive(dispatch, record.serializedValueSize())) {
          received.add(new RunningAttempt(dispatch));
        } else {
          desk.metrics().skipped();
        }
      }
      case Barrier barrier when barrier.getLane() == record.partition() ->
          desk.act(worker -> {
            worker.receiveBarrier(barrier.getLane(), barrier.getSequence());
            return List.of();
          });
      case null -> unreadable(record, "nothing that could be read");
      default -> unreadable(record, "no dispatch or barrier of this lane");
    }
  }

  private boolean receive(Dispatch dispatch, int bytes) {
    long deadlineMillis = dispatch.getTask().getDispatchDeadlineMillis();
    return desk.ask(worker ->
        worker.receive(
            dispatch.getLane(),
            dispatch.getSequence(),
            dispatch.getAfter(),
            bytes,
            deadlineMillis));
  }

  private static @org.jspecify.annotations.Nullable SpecificRecordBase decode(
      ConsumerRecord<byte[], byte[]> record) {
    try {
      return record.value() == null ? null : AvroCodec.decode(record.value());
    } catch (UnreadableRecordException e) {
      log.debug("event=dispatch_unreadable cause=\"{}\"", e.getMessage());
      return null;
    }
  }

  /**
   * Its sequence is unknown, so it cannot be answered. The mark passes it with the next record, and
   * then it is nobody's and is dispatched again.
   */
  private void unreadable(ConsumerRecord<byte[], byte[]> record, String what) {
    desk.metrics().unreadable();
    log.warn(
        "event=record_skipped lane={} offset={} what=\"{}\"",
        record.partition(),
        record.offset(),
        what);
  }

  private void resolve() {
    unresolved.retainAll(consumer.assignment());
    Map<TopicPartition, Long> marks = LanePositions.resolve(consumer, Set.copyOf(unresolved));
    unresolved.clear();
    consumer.resume(marks.keySet());
    desk.act(worker -> {
      marks.forEach((lane, mark) -> worker.assign(lane.partition(), mark));
      return List.of();
    });
    log.info("event=lanes_assigned received={}", marks);
  }

  private void resolveOrLater() {
    try {
      resolve();
    } catch (KafkaException e) {
      log.warn("event=lane_marks_unread cause=\"{}\"", e.toString());
    }
  }

  /**
   * Leaves the group at once; what is held stays held. Whether or not the group could be told, no
   * lane is owned afterwards.
   */
  void close() {
    try {
      consumer.close(
          CloseOptions.timeout(LEAVE)
              .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP));
    } catch (KafkaException e) {
      // Not passed on: it would hide why reading ended.
      log.warn("event=leaving_failed cause=\"{}\"", e.toString());
    } finally {
      desk.act(worker -> {
        worker.revokeAll();
        return List.of();
      });
    }
  }

  private void revoked(Collection<TopicPartition> lanes) {
    unresolved.removeAll(lanes);
    desk.act(worker -> {
      lanes.forEach(lane -> worker.revoke(lane.partition()));
      return List.of();
    });
  }

  private final class Lanes implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> lanes) {
      unresolved.addAll(lanes);
      // Nothing is handed out before the mark is known: without it the same could start twice.
      consumer.pause(lanes);
      if (!lanes.isEmpty()) {
        resolveOrLater();
      }
      joined = true;
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> lanes) {
      if (!lanes.isEmpty()) {
        log.info("event=lanes_revoked lanes={}", lanes);
      }
      revoked(lanes);
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> lanes) {
      log.warn("event=lanes_lost lanes={}", lanes);
      revoked(lanes);
    }
  }
}
