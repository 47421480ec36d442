package dev.sluice.topology.stream;

import static dev.sluice.topology.stream.SchedulerDriver.START;
import static dev.sluice.topology.stream.SchedulerDriver.TOPICS;
import static dev.sluice.topology.stream.SchedulerDriver.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.Partitions;
import dev.sluice.schemas.QueueDefaults;
import dev.sluice.topology.MicroClock;
import dev.sluice.topology.SchedulerSettings;
import dev.sluice.topology.codec.InputTopics;
import dev.sluice.topology.codec.Outgoing;
import dev.sluice.topology.codec.Outgoing.Sink;
import dev.sluice.topology.core.Decision.QueueFull;
import dev.sluice.topology.core.Decision.Verdict;
import dev.sluice.topology.core.InputTopic;
import dev.sluice.v1.Command;
import dev.sluice.v1.CreateQueue;
import dev.sluice.v1.Holdings;
import dev.sluice.v1.OwnedLane;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The processor of partition 3 of 4, with offsets of our choice. */
final class SchedulerProcessorTest {

  private static final int PARTITION = 3;
  private static final int PARTITIONS = 4;
  private static final long COMMIT_MICROS = 25_000;
  private static final String QUEUE = queueOf(PARTITION);
  private static final byte[] VALUE = utf8("{\"httpRequest\":{\"url\":\"http://a/\"}}");

  private final List<String> told = new ArrayList<>();
  private long nowMicros = START.toEpochMilli() * 1_000;
  private long stoodStillMicros;
  private Map<TopicPartition, Long> logEnds = Map.of();
  private final PendingCommits pending;
  private final SchedulerProcessor processor;
  private final FlushStore flush = new FlushStore();
  private final MockProcessorContext<byte[], Outgoing> context;

  SchedulerProcessorTest(@TempDir Path folder) {
    SchedulerSettings settings = Settings.of(PARTITIONS, folder, new Clock());
    CommitListener listener = new Listener();
    pending = new PendingCommits(listener);
    processor =
        new SchedulerProcessor(
            SchedulerTopology.parts(
                settings,
                new InputTopics(settings.cluster().topics()),
                pending,
                listener,
                new Pacing(Duration.ofMillis(25)),
                new SchedulerTopology.Outside(Optional::empty, ListRereader::new, _ -> logEnds)));
    context =
        new MockProcessorContext<>(new Properties(), new TaskId(0, PARTITION), folder.toFile());
    addStore(SchedulerTopology.DEFINITIONS);
    addStore(SchedulerTopology.INDEX);
    flush.init(context.getStateStoreContext(), flush);
    processor.init(context);
  }

  private final class Clock implements MicroClock {

    @Override
    public long nowMicros() {
      return nowMicros;
    }

    @Override
    public long elapsedMicros() {
      return nowMicros + stoodStillMicros;
    }
  }

  private void addStore(String name) {
    var store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(name), Serdes.Bytes(), Serdes.ByteArray())
            .withLoggingDisabled()
            .withCachingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
  }

  @Test
  void record_atOrBelowTheProcessedOffset_isSkippedAlsoByTheNextLife() {
    openQueue();
    send(TOPICS.tasks(), 5, QUEUE + "/tasks/a", VALUE);
    assertThat(forwarded(Sink.DISPATCHES))
        .singleElement()
        .satisfies(dispatch -> assertThat(dispatch.partition()).isEqualTo(PARTITION));

    context.resetForwards();
    send(TOPICS.tasks(), 5, QUEUE + "/tasks/a", VALUE);
    send(TOPICS.tasks(), 4, QUEUE + "/tasks/b", VALUE);
    assertThat(context.forwarded()).isEmpty();

    flush.flushCache();
    processor.init(context);
    send(TOPICS.tasks(), 4, QUEUE + "/tasks/b", VALUE);
    assertThat(context.forwarded()).isEmpty();
    send(TOPICS.tasks(), 6, QUEUE + "/tasks/c", VALUE);
    assertThat(forwarded(Sink.DISPATCHES)).as("credit is told anew to each life").isEmpty();
    assertThat(told).last().isEqualTo("opened 3 {TASKS=5, COMMANDS=0, OUTCOMES=0}");
  }

  @Test
  void dispatch_afterAQuietWhile_isCommittedAtOnce_andTheNextWaitsForTheInterval() {
    openQueue();
    nowMicros += COMMIT_MICROS;
    flush.flushCache();
    context.resetCommit();

    send(TOPICS.tasks(), 5, QUEUE + "/tasks/a", VALUE);
    assertThat(context.committed()).as("just after a commit").isFalse();
    nowMicros += COMMIT_MICROS;
    send(TOPICS.tasks(), 6, QUEUE + "/tasks/b", VALUE);
    assertThat(context.committed()).as("an interval later").isTrue();
  }

  @Test
  void dispatch_whileTheClockStandsStill_isCommittedAfterTheInterval() {
    openQueue();
    nowMicros += COMMIT_MICROS;
    flush.flushCache();
    context.resetCommit();

    stoodStillMicros += COMMIT_MICROS;
    send(TOPICS.tasks(), 5, QUEUE + "/tasks/a", VALUE);
    assertThat(context.committed()).isTrue();
  }

  @Test
  void log_thatLostItsNewestRecords_isReadFromItsEnd_andTheStateStays() {
    openQueue();
    send(TOPICS.tasks(), 5, QUEUE + "/tasks/a", VALUE);
    flush.flushCache();
    pending.committed();

    logEnds = Map.of(new TopicPartition(TOPICS.tasks(), PARTITION), 4L);
    processor.init(context);
    assertThat(told).last().isEqualTo("opened 3 {TASKS=3, COMMANDS=0, OUTCOMES=0}");
    // What the log still has was processed; what comes behind it is new.
    send(TOPICS.tasks(), 3, QUEUE + "/tasks/b", VALUE);
    send(TOPICS.tasks(), 4, QUEUE + "/tasks/c", VALUE);
    send(TOPICS.tasks(), 5, QUEUE + "/tasks/d", VALUE);
    pending.committed();
    assertThat(told).last().isEqualTo("committed 3 {TASKS=5} 2");

    flush.flushCache();
    logEnds = Map.of(new TopicPartition(TOPICS.tasks(), PARTITION), 6L);
    processor.init(context);
    assertThat(told).last().isEqualTo("opened 3 {TASKS=5, COMMANDS=0, OUTCOMES=0}");
  }

  @Test
  void life_thatWasNotFlushed_leavesNothingBehind() {
    openQueue();
    flush.flushCache();
    send(
        TOPICS.commands(),
        1,
        QUEUE,
        AvroCodec.encode(new Command(QUEUE, new CreateQueue(QueueDefaults.config()))));

    processor.init(context);
    assertThat(told).last().isEqualTo("opened 3 {COMMANDS=0, OUTCOMES=0}");
  }

  @Test
  void misrouted_task_isForwardedToItsOwnerOnce() {
    String foreign = queueOf(1) + "/tasks/a";
    send(TOPICS.tasks(), 9, foreign, VALUE);
    send(TOPICS.tasks(), 9, foreign, VALUE);

    assertThat(forwarded(Sink.REROUTED))
        .singleElement()
        .satisfies(copy -> {
          assertThat(copy.partition()).isEqualTo(1);
          assertThat(copy.key()).isEqualTo(utf8(foreign));
          assertThat(copy.value()).isEqualTo(VALUE);
          assertThat(copy.headers().lastHeader("sluice-first-offset").value()).isEqualTo(utf8("9"));
        });
  }

  @Test
  void rerouted_copy_isADuplicateOfItsOriginalOnlyByName() {
    openQueue();
    RecordHeaders first = new RecordHeaders();
    first
        .add("sluice-first-topic", utf8("sluice.tasks"))
        .add("sluice-first-partition", utf8("1"))
        .add("sluice-first-offset", utf8("9"))
        .add("sluice-first-time-micros", utf8("1795305600000000"));
    send(TOPICS.rerouted(), 0, QUEUE, VALUE, first);

    assertThat(new String(forwarded(Sink.DISPATCHES).getFirst().key(), StandardCharsets.UTF_8))
        .isEqualTo(QUEUE + "/tasks/sluice_dtasks-1-9");
  }

  @Test
  void verdicts_beforeTheCommit_areNotTold() {
    openQueue();
    assertThat(told).hasSize(1);

    pending.committed();
    assertThat(told).last().isEqualTo("committed 3 {COMMANDS=0, OUTCOMES=0} 1");

    processor.close();
    assertThat(told).last().isEqualTo("closed 3");
  }

  @Test
  void replay_ofAProcessedRecord_isNotToldAsProgress() {
    openQueue();
    send(TOPICS.tasks(), 5, QUEUE + "/tasks/a", VALUE);
    pending.committed();
    flush.flushCache();
    processor.init(context);
    assertThat(told).last().isEqualTo("opened 3 {TASKS=5, COMMANDS=0, OUTCOMES=0}");

    send(TOPICS.tasks(), 4, QUEUE + "/tasks/b", VALUE);
    pending.committed();
    assertThat(told).last().isEqualTo("opened 3 {TASKS=5, COMMANDS=0, OUTCOMES=0}");

    send(TOPICS.tasks(), 6, QUEUE + "/tasks/c", VALUE);
    pending.committed();
    assertThat(told).last().isEqualTo("committed 3 {TASKS=6} 1");
  }

  private void openQueue() {
    send(
        TOPICS.commands(),
        0,
        QUEUE,
        AvroCodec.encode(new Command(QUEUE, new CreateQueue(QueueDefaults.config()))));
    send(
        TOPICS.outcomes(),
        0,
        "w",
        AvroCodec.encode(
            Holdings.newBuilder()
                .setWorkerId("w")
                .setIncarnation("1")
                .setOwned(List.of(new OwnedLane(PARTITION, 0L, 100, 1L << 20)))
                .build()));
  }

  private void send(String topic, long offset, String key, byte[] value) {
    send(topic, offset, key, value, new RecordHeaders());
  }

  private void send(String topic, long offset, String key, byte[] value, RecordHeaders headers) {
    context.setRecordMetadata(topic, PARTITION, offset);
    processor.process(new Record<>(utf8(key), value, START.toEpochMilli(), headers));
  }

  private List<Outgoing> forwarded(Sink sink) {
    List<Outgoing> found = new ArrayList<>();
    context.forwarded(sink.name()).forEach(forward -> found.add(forward.record().value()));
    return found;
  }

  private static String queueOf(int partition) {
    for (int i = 0; ; i++) {
      String name = "projects/p/locations/l/queues/q" + i;
      if (Partitions.of(name, PARTITIONS) == partition) {
        return name;
      }
    }
  }

  private final class Listener implements CommitListener {

    @Override
    public void opened(int partition, Map<InputTopic, Long> offsets) {
      told.add("opened " + partition + " " + offsets);
    }

    @Override
    public void committed(
        int partition,
        Map<InputTopic, Long> offsets,
        List<Verdict> verdicts,
        List<QueueFull> full) {
      told.add("committed " + partition + " " + new TreeMap<>(offsets) + " " + verdicts.size());
    }

    @Override
    public void closed(int partition) {
      told.add("closed " + partition);
    }
  }
}
