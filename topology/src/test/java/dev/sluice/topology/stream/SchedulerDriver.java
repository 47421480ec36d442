package dev.sluice.topology.stream;

import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.QueueDefaults;
import dev.sluice.schemas.TopicNames;
import dev.sluice.schemas.registry.TaskSchemas;
import dev.sluice.topology.SchedulerSettings;
import dev.sluice.topology.core.Budget;
import dev.sluice.topology.core.Decision.QueueFull;
import dev.sluice.topology.core.Decision.Verdict;
import dev.sluice.topology.core.InputTopic;
import dev.sluice.topology.core.SchedulerReader;
import dev.sluice.v1.Command;
import dev.sluice.v1.CreateQueue;
import dev.sluice.v1.DeadLetter;
import dev.sluice.v1.Dispatch;
import dev.sluice.v1.Holdings;
import dev.sluice.v1.Outcome;
import dev.sluice.v1.OutcomeKind;
import dev.sluice.v1.OwnedLane;
import dev.sluice.v1.QueueConfig;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The topology in a test driver, with a clock of its own and one worker with plenty of credit. */
final class SchedulerDriver implements AutoCloseable {

  static final String QUEUE = "projects/p/locations/l/queues/q";
  static final String TASK = QUEUE + "/tasks/t1";
  static final TopicNames TOPICS = TopicNames.DEFAULT;
  static final Instant START = Instant.parse("2026-11-22T00:00:00Z");

  final List<Verdict> verdicts = new ArrayList<>();
  final List<QueueFull> fullQueues = new ArrayList<>();
  private final RocksMemory memory = new RocksMemory(16 << 20);
  private final Pacing pacing = new Pacing(Duration.ofMillis(25));
  private final PendingCommits pending;
  private final TopologyTestDriver driver;
  private final ListRereader rereader = new ListRereader();
  private final Map<String, Long> offsets = new HashMap<>();
  private Instant now = START;
  private Optional<Budget.Shortage> shortage = Optional.empty();

  SchedulerDriver(int partitions, Path stateDir) {
    this(partitions, stateDir, SchedulerSettings.Room.UNLIMITED, TaskSchemas.NONE);
  }

  SchedulerDriver(int partitions, Path stateDir, SchedulerSettings.Room room) {
    this(partitions, stateDir, room, TaskSchemas.NONE);
  }

  SchedulerDriver(int partitions, Path stateDir, TaskSchemas schemas) {
    this(partitions, stateDir, SchedulerSettings.Room.UNLIMITED, schemas);
  }

  SchedulerDriver(int partitions, Path stateDir, SchedulerSettings.Room room, TaskSchemas schemas) {
    SchedulerSettings settings =
        Settings.of(partitions, stateDir, () -> now.toEpochMilli() * 1_000, room, schemas);
    CommitListener listener =
        new CommitListener() {
          @Override
          public void opened(int partition, Map<InputTopic, Long> offsets) {}

          @Override
          public void committed(
              int partition,
              Map<InputTopic, Long> offsets,
              List<Verdict> committed,
              List<QueueFull> full) {
            verdicts.addAll(committed);
            fullQueues.addAll(full);
          }

          @Override
          public void closed(int partition) {}
        };
    pending = new PendingCommits(listener);
    driver =
        new TopologyTestDriver(
            SchedulerTopology.build(
                settings,
                pending,
                listener,
                pacing,
                new SchedulerTopology.Outside(() -> shortage, () -> rereader, _ -> Map.of())),
            StreamsProperties.of(settings, "127.0.0.1:1", memory),
            START);
  }

  void createQueue(Consumer<QueueConfig> changes) {
    QueueConfig config = QueueDefaults.config();
    changes.accept(config);
    send(TOPICS.commands(), QUEUE, new Command(QUEUE, new CreateQueue(config)));
  }

  void holdings() {
    send(
        TOPICS.outcomes(),
        "w1",
        Holdings.newBuilder()
            .setWorkerId("w1")
            .setIncarnation("1")
            .setOwned(List.of(new OwnedLane(0, Long.MAX_VALUE / 2, 1_000, 1L << 30)))
            .build());
  }

  void outcome(Dispatch dispatch, int httpStatus) {
    send(
        TOPICS.outcomes(),
        dispatch.getTaskName(),
        Outcome.newBuilder()
            .setLane(dispatch.getLane())
            .setSequence(dispatch.getSequence())
            .setTaskName(dispatch.getTaskName())
            .setWorkerId("w1")
            .setKind(OutcomeKind.RESPONDED)
            .setHttpStatus(httpStatus)
            .setStartTime(now)
            .setResponseTime(now)
            .build());
  }

  void send(String topic, String key, SpecificRecordBase value) {
    send(topic, utf8(key), AvroCodec.encode(value));
  }

  void send(String topic, byte @Nullable [] key, byte @Nullable [] value) {
    driver
        .createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
        .pipeInput(new TestRecord<>(key, value, new RecordHeaders(), now));
    rereader.add(
        topic, offsets.merge(topic, 0L, (last, zero) -> last + 1), now.toEpochMilli(), key, value);
    pending.committed();
  }

  /** Lets disks lack space, or have it again. */
  void shortage(Optional<Budget.Shortage> now) {
    shortage = now;
  }

  void json(String key, String value) {
    send(TOPICS.tasks(), utf8(key), utf8(value));
  }

  void passTime(Duration time) {
    now = now.plus(time);
    driver.advanceWallClockTime(time);
    pending.committed();
  }

  /** How long the scheduler would wait for records now. */
  Duration rest() {
    return pacing.rest().now(now.toEpochMilli() * 1_000);
  }

  List<TestRecord<byte[], byte[]>> read(String topic) {
    return driver
        .createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
        .readRecordsToList();
  }

  <T extends SpecificRecordBase> List<T> read(String topic, Class<T> type) {
    return read(topic).stream().map(record -> AvroCodec.decode(record.value(), type)).toList();
  }

  Dispatch dispatch() {
    return read(TOPICS.dispatches(), Dispatch.class).getFirst();
  }

  List<DeadLetter> deadLetters() {
    return read(TOPICS.deadLetters(), DeadLetter.class);
  }

  SchedulerReader reader() {
    return new SchedulerReader(
        table(SchedulerTopology.DEFINITIONS), table(SchedulerTopology.INDEX));
  }

  private ReadStoreTable table(String name) {
    KeyValueStore<Bytes, byte[]> store = driver.getKeyValueStore(name);
    return new ReadStoreTable(store);
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    driver.close();
    memory.close();
  }
}
