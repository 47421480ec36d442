package dev.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.delivery.core.AddressRules;
import dev.sluice.schemas.AvroCodec;
import dev.sluice.v1.Coordinates;
import dev.sluice.v1.Dispatch;
import dev.sluice.v1.HttpRequest;
import dev.sluice.v1.Task;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import okhttp3.Dns;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a broker does rarely, by Kafka's own stand-ins for its clients. */
final class LanePollerTest {

  private static final TopicPartition LANE = new TopicPartition("dispatches", 0);

  private final Consumer consumer = new Consumer();
  private final OutcomeProducer producer =
      new OutcomeProducer(
          "outcomes",
          () ->
              new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer()));
  private final HttpSender sender =
      new HttpSender(
          AddressRules.DEFAULT,
          OutboundSettings.DEFAULT,
          Dns.SYSTEM,
          InstantSource.system(),
          System::nanoTime);
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AttemptDesk desk =
      new AttemptDesk(
          WorkerSettings.of("unused:1", "w", meters),
          producer,
          new AttemptRunner(sender, Attempts.plainRequests()));
  private final LanePoller poller = new LanePoller(desk, "dispatches", consumer);
  private RawTarget target;

  private static final class Consumer extends MockConsumer<byte[], byte[]> {

    private @Nullable KafkaException nextCommit;
    private @Nullable KafkaException closing;

    Consumer() {
      super("none");
    }

    @Override
    public synchronized void commitSync(Map<TopicPartition, OffsetAndMetadata> offsets) {
      KafkaException failure = nextCommit;
      nextCommit = null;
      if (failure != null) {
        throw failure;
      }
      super.commitSync(offsets);
    }

    @Override
    public synchronized void close(CloseOptions options) {
      super.close(options);
      if (closing != null) {
        throw closing;
      }
    }
  }

  @BeforeEach
  void start() throws Exception {
    // It hangs up after its answer: without saying so, the next attempt might use the connection.
    target =
        RawTarget.answering("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    consumer.updateBeginningOffsets(Map.of(LANE, 0L));
    consumer.updateEndOffsets(Map.of(LANE, 10L));
    poller.subscribe();
  }

  @AfterEach
  void stop() throws Exception {
    sender.close();
    producer.close();
    target.close();
  }

  @Test
  void commit_thatFails_startsNothingUntilItIsRepeatedWithSuccess() {
    assign(10, 4);
    consumer.addRecord(dispatch(10, 5));
    consumer.addRecord(dispatch(11, 6));
    consumer.nextCommit = new RebalanceInProgressException();

    poller.turn();

    assertThat(desk.<Integer>ask(dev.sluice.delivery.core.Worker::heldCount)).isZero();
    assertThat(consumer.position(LANE)).isEqualTo(10);
    assertThat(meters.counter("sluice.worker.commits.failed").count()).isEqualTo(1);

    consumer.addRecord(dispatch(10, 5));
    consumer.addRecord(dispatch(11, 6));
    poller.turn();

    assertThat(consumer.committed(Set.of(LANE))).containsEntry(LANE, LanePositions.toCommit(12, 6));
    await().atMost(Duration.ofSeconds(10)).until(() -> target.heads().size() == 2);
  }

  @Test
  void lane_withAPredecessorsMark_skipsWhatItReceived() {
    assign(10, 5);
    consumer.addRecord(dispatch(10, 5));
    consumer.addRecord(dispatch(11, 6));

    poller.turn();

    await().atMost(Duration.ofSeconds(10)).until(() -> target.heads().size() == 1);
    assertThat(meters.counter("sluice.dispatches.skipped").count()).isEqualTo(1);
  }

  @Test
  void lane_thatWasNeverCommitted_isReadFromItsEnd() {
    consumer.rebalance(List.of(LANE));
    consumer.addRecord(dispatch(3, 1));

    poller.turn();

    assertThat(consumer.position(LANE)).isEqualTo(10);
    assertThat(poller.hasJoined()).isTrue();
    assertThat(desk.<Long>ask(worker -> worker.markToCommit(0))).isZero();
  }

  @Test
  void lane_thatWasNeverCommitted_isCommittedBeforeAnythingCame_soTheNextOwnerMissesNothing() {
    consumer.rebalance(List.of(LANE));

    assertThat(consumer.committed(Set.of(LANE))).containsEntry(LANE, LanePositions.toCommit(10, 0));
    assertThat(consumer.paused()).isEmpty();
  }

  @Test
  void lane_whoseFirstCommitFails_isNotReadUntilItIsRepeatedWithSuccess() {
    consumer.nextCommit = new RebalanceInProgressException();
    consumer.rebalance(List.of(LANE));

    assertThat(consumer.paused()).containsExactly(LANE);
    assertThat(consumer.committed(Set.of(LANE))).doesNotContainKey(LANE);
    assertThat(desk.<Boolean>ask(worker -> worker.receive(0, 1, 0, 1, 1_000))).isFalse();

    consumer.updateEndOffsets(Map.of(LANE, 12L));
    poller.turn();

    assertThat(consumer.paused()).isEmpty();
    assertThat(consumer.committed(Set.of(LANE))).containsEntry(LANE, LanePositions.toCommit(12, 0));
  }

  @Test
  void close_thatFails_stillGivesTheLanesUp() {
    assign(10, 4);
    consumer.closing = new KafkaException("the group cannot be reached");

    poller.close();

    assertThat(consumer.closed()).isTrue();
    assertThat(desk.<Long>ask(worker -> worker.markToCommit(0))).isZero();
  }

  private void assign(long offset, long mark) {
    Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    committed.put(LANE, LanePositions.toCommit(offset, mark));
    consumer.rebalance(List.of(LANE));
    consumer.commitSync(committed);
    consumer.seek(LANE, offset);
    // The scheduler knows the worker, as after its first Holdings.
    desk.act(worker -> {
      worker.revoke(0);
      worker.assign(0, mark);
      return List.of();
    });
    desk.turn();
  }

  private ConsumerRecord<byte[], byte[]> dispatch(long offset, long sequence) {
    String name = "projects/p/locations/l/queues/q/tasks/t" + sequence;
    Dispatch dispatch =
        Dispatch.newBuilder()
            .setLane(0)
            .setSequence(sequence)
            .setTaskName(name)
            .setIncarnation(new Coordinates("tasks", 0, offset))
            .setDispatchCount(1)
            .setExecutionCount(0)
            .setScheduleTime(Instant.EPOCH)
            .setDispatchTime(Instant.EPOCH)
            .setTask(
                Task.newBuilder()
                    .setName(name)
                    .setHttpRequest(HttpRequest.newBuilder().setUrl(target.url()).build())
                    .build())
            .build();
    return new ConsumerRecord<>("dispatches", 0, offset, new byte[0], AvroCodec.encode(dispatch));
  }
}
