package dev.sluice.adminapi.cluster;

import static dev.sluice.adminapi.cluster.Batches.commandVerdict;
import static dev.sluice.adminapi.cluster.Batches.refusing;
import static dev.sluice.adminapi.cluster.Batches.tasksUpTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.protobuf.ByteString;
import com.google.rpc.Code;
import dev.sluice.adminapi.backend.OwnedQueue;
import dev.sluice.adminapi.call.Deadline;
import dev.sluice.adminapi.call.Refusals;
import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.Partitions;
import dev.sluice.schemas.QueueDefaults;
import dev.sluice.schemas.QueueName;
import dev.sluice.schemas.TaskName;
import dev.sluice.schemas.TopicNames;
import dev.sluice.v1.Command;
import dev.sluice.v1.CreateQueue;
import dev.sluice.v1.DeleteQueue;
import dev.sluice.v1.HttpRequest;
import dev.sluice.v1.PauseQueue;
import dev.sluice.v1.Queue;
import dev.sluice.v1.QueueState;
import dev.sluice.v1.Task;
import dev.sluice.v1.query.FullQueue;
import dev.sluice.v1.query.InputTopic;
import dev.sluice.v1.query.Verdict;
import dev.sluice.v1.query.VerdictBatch;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The backend against query services over real gRPC, with Kafka's own mock of a producer. */
class ClusterBackendTest {

  private static final QueueName QUEUE = QueueName.parse("projects/p/locations/l/queues/q");
  private static final int PARTITION = Partitions.of(QUEUE.toString(), FakeScheduler.PARTITIONS);
  private static final Duration SHORT = Duration.ofMillis(300);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final FakeScheduler scheduler = new FakeScheduler();
  private final FakeScheduler second = new FakeScheduler();
  private final MockProducer<String, byte[]> producer =
      new MockProducer<>(
          KafkaMetadata.ofTopics("sluice.tasks", "sluice.commands"),
          false,
          null,
          new StringSerializer(),
          new ByteArraySerializer());
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final SchedulerClients clients = new SchedulerClients(Optional.empty());
  private final QueueCache cache = new QueueCache();
  private final Counter refused = new SimpleMeterRegistry().counter("refused");
  private final AtomicLong fullNanos = new AtomicLong();
  private final FullQueues full = new FullQueues(fullNanos::get, refused);
  private final List<VerdictWatch> watches = new ArrayList<>();
  private final List<PartitionVerdicts> verdicts = new ArrayList<>();
  private final ClusterBackend backend = backend();

  @BeforeEach
  void watch() {
    second.ownedBy(scheduler.address());
    watches.forEach(threads::execute);
    await().until(() -> watches.stream().allMatch(VerdictWatch::isConnected));
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    clients.close();
    scheduler.close();
    second.close();
  }

  @Test
  void create_named_isWrittenToTheQueuesPartition() throws Exception {
    Future<?> create = start(() -> create("t", LONG));
    await().until(() -> producer.history().size() == 1);

    ProducerRecord<String, byte[]> sent = producer.history().getFirst();
    assertThat(sent.topic()).isEqualTo("sluice.tasks");
    assertThat(sent.partition()).isEqualTo(PARTITION);
    assertThat(sent.key()).isEqualTo(QUEUE + "/tasks/t");
    assertThat(AvroCodec.decode(sent.value(), Task.class)).isEqualTo(task("t", false));
    acknowledge();
    scheduler.send(PARTITION, tasksUpTo(0));
    create.get(5, TimeUnit.SECONDS);
  }

  @Test
  void create_named_waitsForTheVerdict() throws Exception {
    Future<?> create = start(() -> create("t", LONG));
    acknowledge();
    assertThat(create.isDone()).isFalse();

    scheduler.send(PARTITION, tasksUpTo(0));

    create.get(5, TimeUnit.SECONDS);
  }

  @Test
  void create_refused_saysWhy() throws Exception {
    Future<?> create = start(() -> create("t", LONG));
    acknowledge();

    scheduler.send(PARTITION, refusing(0));

    assertRefused(create, Code.ALREADY_EXISTS, "Requested entity already exists");
  }

  @Test
  void verdict_ofARecordThatAnAppWrote_isWaitedFor() throws Exception {
    TaskName task = new TaskName(QUEUE, "t");
    Verdict taken = Verdict.newBuilder().setOffset(3).setCode(6).setReason("taken").build();
    Future<Optional<Verdict>> asked =
        start(() -> backend.verdict(task, 3, LONG, Deadline.in(LONG, System::nanoTime)));

    scheduler.known.put(3L, taken);

    assertThat(asked.get(5, TimeUnit.SECONDS)).contains(taken);
    assertThat(backend.verdict(task, 4, Duration.ZERO, Deadline.in(LONG, System::nanoTime)))
        .isEmpty();
  }

  @Test
  void create_refusedBeforeItsAcknowledgement_saysWhy() throws Exception {
    Future<?> create = start(() -> create("t", LONG));
    await().until(() -> producer.history().size() == 1);
    scheduler.send(PARTITION, refusing(0));
    await().until(() -> earlyVerdicts() == 1);

    acknowledge();

    assertRefused(create, Code.ALREADY_EXISTS, "Requested entity already exists");
  }

  @Test
  void create_forAFullQueue_isRefusedUnwritten_untilTheOwnerSaysThatThereIsRoom() throws Exception {
    scheduler.queues.put(QUEUE.toString(), queue(QUEUE));
    scheduler.full = "Queue is full, still.";
    scheduler.send(
        PARTITION,
        VerdictBatch.newBuilder()
            .addFull(
                FullQueue.newBuilder().setQueueName(QUEUE.toString()).setMessage("Queue is full."))
            .build());
    await().until(() -> full.count() == 1);

    assertRefused(start(() -> create("t", LONG)), Code.RESOURCE_EXHAUSTED, "Queue is full.");
    assertRefused(start(() -> createUnnamed("u", LONG)), Code.RESOURCE_EXHAUSTED, "is full.");
    fullNanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    assertRefused(start(() -> create("t", LONG)), Code.RESOURCE_EXHAUSTED, "full, still.");
    assertThat(producer.history()).isEmpty();
    assertThat(refused.count()).isEqualTo(3);

    scheduler.full = "";
    fullNanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    Future<?> create = start(() -> create("t", LONG));
    acknowledge();
    scheduler.send(PARTITION, tasksUpTo(0));
    create.get(5, TimeUnit.SECONDS);
  }

  @Test
  void create_forAQueueThatWasFull_isNotRefusedForWantOfAnOwner() throws Exception {
    cache.put(queue(QUEUE));
    scheduler.send(
        PARTITION,
        VerdictBatch.newBuilder()
            .addFull(FullQueue.newBuilder().setQueueName(QUEUE.toString()).setMessage("Full."))
            .build());
    await().until(() -> full.count() == 1);
    fullNanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
    scheduler.goDown();
    second.goDown();

    Future<?> create = start(() -> createUnnamed("u", LONG));

    acknowledge();
    create.get(5, TimeUnit.SECONDS);
  }

  @Test
  void create_namedWithoutVerdict_isUnavailableAndMayBeRetried() throws Exception {
    Future<?> create = start(() -> create("t", SHORT));
    acknowledge();

    assertRefused(create, Code.UNAVAILABLE, "outcome unknown, safe to retry under the same name.");
  }

  @Test
  void create_unnamedWithoutVerdict_isAcceptedOnceDurable() throws Exception {
    cache.put(queue(QUEUE));
    scheduler.goDown();

    Future<?> create = start(() -> createUnnamed("1", LONG));
    await().until(() -> producer.history().size() == 1);
    assertThat(create.isDone()).isFalse();
    acknowledge();

    create.get(5, TimeUnit.SECONDS);
  }

  @Test
  void create_unnamedParked_isAcceptedOnceDurable() throws Exception {
    cache.put(queue(QUEUE));
    Future<?> create = start(() -> createUnnamed("1", LONG));
    acknowledge();

    scheduler.send(PARTITION, tasksUpTo(0).toBuilder().addParked(0).build());

    create.get(5, TimeUnit.SECONDS);
  }

  @Test
  void create_unnamedForQueueThatOnlyTheOwnerKnows_isTaken() throws Exception {
    scheduler.queues.put(QUEUE.toString(), queue(QUEUE));

    Future<?> create = start(() -> createUnnamed("1", LONG));
    acknowledge();

    create.get(5, TimeUnit.SECONDS);
    assertThat(cache.has(QUEUE)).isTrue();
  }

  @Test
  void create_unnamedForQueueThatNobodyKnows_isNotFound() {
    assertRefused(start(() -> createUnnamed("1", LONG)), Code.NOT_FOUND, Refusals.NO_QUEUE_TEXT);
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void create_unnamedForUnknownQueueWhileSchedulersAreDown_isUnavailable() {
    scheduler.goDown();
    second.goDown();

    assertRefused(start(() -> createUnnamed("1", SHORT)), Code.UNAVAILABLE, "could not be reached");
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void create_kafkaDoesNotTakeIt_isUnavailable() {
    Future<?> create = start(() -> create("t", LONG));
    await().until(() -> producer.errorNext(new TimeoutException("expired")));

    assertRefused(
        create,
        Code.UNAVAILABLE,
        "Kafka did not take the record (TimeoutException); outcome unknown, safe to retry under"
            + " the same name.");
  }

  @Test
  void create_tooLargeForKafka_isInvalid() {
    Future<?> create = start(() -> create("t", LONG));
    await().until(() -> producer.errorNext(new RecordTooLargeException("4 MB")));

    assertRefused(create, Code.INVALID_ARGUMENT, "Task size too large");
  }

  @Test
  void create_decidedWhileNoStreamWasOpen_isLookedUp() throws Exception {
    Future<?> create = start(() -> create("t", LONG));
    acknowledge();
    scheduler.known.put(0L, refusing(0).getVerdicts(0));
    scheduler.beginWith(tasksUpTo(0));

    scheduler.endStreams();

    assertRefused(create, Code.ALREADY_EXISTS, "Requested entity already exists");
  }

  @Test
  void create_ownerDies_isDecidedByTheNextOne() throws Exception {
    Future<?> create = start(() -> create("t", LONG));
    acknowledge();

    second.ownsEverything();
    scheduler.die();
    await().atMost(LONG).until(() -> second.isWatched(PARTITION));
    second.send(PARTITION, tasksUpTo(0));

    create.get(5, TimeUnit.SECONDS);
  }

  @Test
  void create_partitionMoves_isDecidedByTheNewOwner() throws Exception {
    Future<?> create = start(() -> create("t", LONG));
    acknowledge();

    second.ownsEverything();
    scheduler.ownedBy(second.address());
    scheduler.endStreams();
    await().atMost(LONG).until(() -> second.isWatched(PARTITION));
    second.send(PARTITION, refusing(0));

    assertRefused(create, Code.ALREADY_EXISTS, "Requested entity already exists");
  }

  @Test
  void create_ownerHadAnImpossibleAddress_isDecidedOnceItHasAGoodOne() throws Exception {
    LogLines lines = LogLines.of(VerdictWatch.class);
    scheduler.owners.put(PARTITION, "not an address");
    second.owners.put(PARTITION, "not an address");
    scheduler.endStreams();
    await()
        .atMost(LONG)
        .until(() -> lines.have("event=verdict_watch_failed partition=" + PARTITION));

    scheduler.ownsEverything();
    second.ownedBy(scheduler.address());
    await().atMost(LONG).until(() -> scheduler.isWatched(PARTITION));
    Future<?> create = start(() -> create("t", LONG));
    acknowledge();
    scheduler.send(PARTITION, tasksUpTo(0));

    create.get(5, TimeUnit.SECONDS);
  }

  @Test
  void decide_accepted_answersWithTheQueueAndRemembersIt() throws Exception {
    Future<Verdict> decision = start(() -> decide(new CreateQueue(QueueDefaults.config()), LONG));
    acknowledge();

    scheduler.send(PARTITION, commandVerdict(Verdict.newBuilder().setQueue(bytes(queue(QUEUE)))));

    assertThat(decision.get(5, TimeUnit.SECONDS).getQueue()).isEqualTo(bytes(queue(QUEUE)));
    assertThat(backend.lastSeen(QUEUE)).contains(queue(QUEUE));
    assertThat(producer.history().getFirst().topic()).isEqualTo("sluice.commands");
  }

  @Test
  void decide_deletion_forgetsTheQueue() throws Exception {
    cache.put(queue(QUEUE));
    Future<Verdict> decision = start(() -> decide(new DeleteQueue(), LONG));
    acknowledge();

    scheduler.send(PARTITION, commandVerdict(Verdict.newBuilder()));

    decision.get(5, TimeUnit.SECONDS);
    assertThat(backend.lastSeen(QUEUE)).isEmpty();
  }

  @Test
  void decide_noVerdictInTime_isUnavailable() throws Exception {
    Future<Verdict> decision = start(() -> decide(new PauseQueue(), SHORT));
    acknowledge();

    assertRefused(decision, Code.UNAVAILABLE, "did not decide in time");
  }

  @Test
  void queues_ofSeveralPartitions_areMergedByName() throws Exception {
    IntStream.range(0, 20)
        .mapToObj(i -> queue(new QueueName("p", "l", "q" + (char) ('a' + i))))
        .forEach(queue -> scheduler.queues.put(queue.getName(), queue));

    List<OwnedQueue> page =
        backend.queues(QUEUE.parent(), QUEUE.parent() + "/queues/qb", 5, deadline(LONG));

    assertThat(page)
        .extracting(owned -> QueueName.parse(owned.queue().getName()).queueId())
        .containsExactly("qc", "qd", "qe", "qf", "qg");
  }

  @Test
  void queues_moreThanASchedulerAnswersAtOnce_areAllListed() throws Exception {
    IntStream.range(0, 2_500)
        .mapToObj(i -> queue(new QueueName("p", "l", "many" + i)))
        .forEach(queue -> scheduler.queues.put(queue.getName(), queue));

    List<OwnedQueue> found = backend.queues(QUEUE.parent(), "", 9_801, deadline(LONG));

    assertThat(found)
        .extracting(owned -> owned.queue().getName())
        .containsExactlyElementsOf(new java.util.TreeSet<>(scheduler.queues.keySet()));
  }

  private ClusterBackend backend() {
    ClusterSettings settings =
        new ClusterSettings(
            "unused:9092",
            TopicNames.DEFAULT,
            FakeScheduler.PARTITIONS,
            1 << 20,
            List.of(scheduler.address(), second.address()),
            Optional.empty(),
            SHORT,
            Map.of(),
            Map.of());
    Owners known = new Owners(settings.schedulers(), settings.partitions(), clients);
    OwnerCalls owners = new OwnerCalls(known, clients);
    VerdictLookUps lookUps = new VerdictLookUps(owners, threads, System::nanoTime);
    for (int i = 0; i < FakeScheduler.PARTITIONS; i++) {
      int partition = i;
      PartitionVerdicts ledgers =
          new PartitionVerdicts(
              (topic, entry, ledger) -> lookUps.start(partition, topic, entry, ledger));
      verdicts.add(ledgers);
      watches.add(new VerdictWatch(partition, known, clients, ledgers, full));
    }
    return new ClusterBackend(settings, new RecordWriter(producer), verdicts, owners, cache, full);
  }

  private int earlyVerdicts() {
    return verdicts.get(PARTITION).of(InputTopic.INPUT_TOPIC_TASKS).early();
  }

  private boolean create(String id, Duration time) throws InterruptedException {
    backend.create(QUEUE, task(id, false), deadline(time));
    return true;
  }

  private boolean createUnnamed(String id, Duration time) throws InterruptedException {
    backend.create(QUEUE, task(id, true), deadline(time));
    return true;
  }

  private Verdict decide(Object action, Duration time) throws InterruptedException {
    return backend.decide(QUEUE, new Command(QUEUE.toString(), action), deadline(time));
  }

  private <T> Future<T> start(Callable<T> call) {
    return threads.submit(call);
  }

  /** Kafka acknowledges the next record. */
  private void acknowledge() {
    await().until(producer::completeNext);
  }

  private static Deadline deadline(Duration time) {
    return Deadline.in(time, System::nanoTime);
  }

  private static Task task(String id, boolean generatedName) {
    return Task.newBuilder()
        .setName(QUEUE + "/tasks/" + id)
        .setHttpRequest(HttpRequest.newBuilder().setUrl("http://target/").build())
        .setGeneratedName(generatedName)
        .setAwaitsVerdict(true)
        .build();
  }

  private static Queue queue(QueueName name) {
    return new Queue(
        name.toString(), QueueDefaults.config(), QueueState.RUNNING, Instant.EPOCH, null);
  }

  private static ByteString bytes(Queue queue) {
    return ByteString.copyFrom(AvroCodec.encode(queue));
  }

  private static void assertRefused(Future<?> call, Code code, String text) {
    assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode().value()).isEqualTo(code.getNumber());
              assertThat(e.getStatus().getDescription()).contains(text);
            });
  }
}
