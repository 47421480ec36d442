package dev.sluice.topology.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.TopicNames;
import dev.sluice.topology.SchedulerSettings.Query;
import dev.sluice.topology.codec.DeadLetterCodec;
import dev.sluice.topology.codec.InputTopics;
import dev.sluice.topology.core.Budget;
import dev.sluice.topology.core.Coordinates;
import dev.sluice.topology.core.Decision;
import dev.sluice.topology.core.Input;
import dev.sluice.topology.core.InputTopic;
import dev.sluice.topology.core.LaneNumbers;
import dev.sluice.topology.core.QueueSettings;
import dev.sluice.topology.core.Scheduler;
import dev.sluice.topology.core.SchedulerReader;
import dev.sluice.topology.core.TargetSettings;
import dev.sluice.v1.DeadLetter;
import dev.sluice.v1.DeadLetterCause;
import dev.sluice.v1.HttpMethod;
import dev.sluice.v1.HttpRequest;
import dev.sluice.v1.Queue;
import dev.sluice.v1.Task;
import dev.sluice.v1.query.GetDeadLetterRequest;
import dev.sluice.v1.query.GetOwnersRequest;
import dev.sluice.v1.query.GetQueueRequest;
import dev.sluice.v1.query.GetTaskRequest;
import dev.sluice.v1.query.ListDeadLettersRequest;
import dev.sluice.v1.query.ListDeadLettersResponse;
import dev.sluice.v1.query.ListQueuesRequest;
import dev.sluice.v1.query.ListTasksRequest;
import dev.sluice.v1.query.LookUpVerdictRequest;
import dev.sluice.v1.query.LookUpVerdictResponse;
import dev.sluice.v1.query.SchedulerQueriesGrpc.SchedulerQueriesBlockingStub;
import dev.sluice.v1.query.TaskView;
import dev.sluice.v1.query.VerdictBatch;
import dev.sluice.v1.query.WatchVerdictsRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service over real gRPC, in front of a real core. */
final class QueryServiceTest {

  private static final int PARTITION = 1;
  private static final String PARENT = "projects/p/locations/l";
  private static final String QUEUE = PARENT + "/queues/q";
  private static final long NOW_MICROS = 1_795_305_600_000_000L;

  private final MapTable definitions = new MapTable();
  private final MapTable index = new MapTable();
  private final Scheduler core =
      new Scheduler(
          definitions,
          index,
          new LaneNumbers(PARTITION, PARTITION + 1, 1),
          Scheduler.Rules.PLAIN,
          NOW_MICROS);
  private final VerdictFeed feed = new VerdictFeed();
  private volatile Optional<Budget.Shortage> shortage = Optional.empty();
  private final QueryServer server =
      QueryServer.start(
          new Query("127.0.0.1", 0),
          new QueryService(
              2,
              new Access(),
              feed,
              new DeadLetterCodec(new InputTopics(TopicNames.DEFAULT), 1 << 20),
              new QueryService.Room(new Budget(3, 1_000), () -> shortage),
              () -> NOW_MICROS),
          new SimpleMeterRegistry());
  private final SchedulerQueriesBlockingStub stub =
      GrpcClients.builder("gproto+http://" + server.address())
          .responseTimeout(Duration.ofSeconds(30))
          .build(SchedulerQueriesBlockingStub.class);

  private long offset;

  @BeforeEach
  void createQueue() {
    process(InputTopic.COMMANDS, 0, new Input.CreateQueue(QUEUE, settings()));
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void owners_areThoseOfTheGroup() {
    assertThat(stub.getOwners(GetOwnersRequest.getDefaultInstance()).getAddressesMap())
        .isEqualTo(Map.of(PARTITION, "10.0.0.1:9"));
  }

  @Test
  void queue_known_comesWithItsFigures() {
    create("a");
    var view = stub.getQueue(queueRequest(PARTITION, QUEUE));

    assertThat(AvroCodec.decode(view.getQueue().toByteArray(), Queue.class).getName())
        .isEqualTo(QUEUE);
    assertThat(view.getStats().getTasks()).isEqualTo(1);
    var list =
        stub.listQueues(
            ListQueuesRequest.newBuilder().setPartition(PARTITION).setParent(PARENT).build());
    assertThat(list.getQueuesList()).containsExactly(view);
  }

  @Test
  void queue_unknownOrElsewhere_isSaidSo() {
    assertThatThrownBy(() -> stub.getQueue(queueRequest(PARTITION, QUEUE + "2")))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND));
    assertThatThrownBy(() -> stub.getQueue(queueRequest(0, QUEUE)))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAVAILABLE);
              assertThat(e.getStatus().getDescription()).isEqualTo("partition: 0 is elsewhere");
            });
  }

  @Test
  void task_livingGoneOrNeverSeen_isToldApart() {
    create("a");
    TaskView view = stub.getTask(taskRequest("a"));
    assertThat(AvroCodec.decode(view.getTask().toByteArray(), Task.class).getName())
        .isEqualTo(QUEUE + "/tasks/a");

    process(InputTopic.TASKS, offset++, new Input.Delete(QUEUE, "a"));
    assertThatThrownBy(() -> stub.getTask(taskRequest("a")))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.NOT_FOUND);
              assertThat(e.getStatus().getDescription()).contains("existed recently");
            });
    assertThatThrownBy(() -> stub.getTask(taskRequest("b")))
        .hasMessage("NOT_FOUND: Requested entity was not found.");
  }

  @Test
  void tasks_overPages_areAllSeenOnce() {
    List<String> created = new ArrayList<>();
    for (int i = 10; i < 50; i++) {
      create("t" + i);
      created.add(QUEUE + "/tasks/t" + i);
    }
    List<String> seen = new ArrayList<>();
    String after = "";
    do {
      var page =
          stub.listTasks(
              ListTasksRequest.newBuilder()
                  .setPartition(PARTITION)
                  .setQueueName(QUEUE)
                  .setAfterId(after)
                  .setPageSize(17)
                  .build());
      page.getTasksList()
          .forEach(view ->
              seen.add(AvroCodec.decode(view.getTask().toByteArray(), Task.class).getName()));
      after = page.getNextAfterId();
    } while (!after.isEmpty());

    assertThat(seen).isEqualTo(created);
  }

  @Test
  void deadLetters_overPages_areAllSeenOnce() {
    for (int i = 0; i < 20; i++) {
      process(InputTopic.TASKS, offset++, unusable());
    }
    var first = deadLetters("", 19);
    assertThat(first.getDeadLettersCount()).isEqualTo(19);
    assertThat(first.getNextAfterId()).isEqualTo("1-19");
    var second = deadLetters("1-19", 19);
    assertThat(second.getDeadLettersCount()).isEqualTo(1);
    assertThat(second.getNextAfterId()).isEmpty();

    var letter =
        stub.getDeadLetter(
            GetDeadLetterRequest.newBuilder().setPartition(PARTITION).setId("1-20").build());
    assertThat(AvroCodec.decode(letter.getDeadLetter().toByteArray(), DeadLetter.class).getCause())
        .isEqualTo(DeadLetterCause.UNREADABLE);
    assertThatThrownBy(() ->
            stub.getDeadLetter(
                GetDeadLetterRequest.newBuilder().setPartition(PARTITION).setId("2-20").build()))
        .hasMessageContaining("NOT_FOUND");
  }

  @Test
  void lookUp_beforeAndAfterTheCommit_answersOnlyThen() {
    feed.opened(PARTITION, Map.of());
    create("a");
    create("a");
    assertThat(lookUp(dev.sluice.v1.query.InputTopic.INPUT_TOPIC_TASKS, 0, "a").hasVerdict())
        .isFalse();

    feed.committed(
        PARTITION, Map.of(InputTopic.TASKS, 1L, InputTopic.COMMANDS, 0L), List.of(), List.of());
    assertThat(
            lookUp(dev.sluice.v1.query.InputTopic.INPUT_TOPIC_TASKS, 0, "a").getVerdict().getCode())
        .isZero();
    assertThat(
            lookUp(dev.sluice.v1.query.InputTopic.INPUT_TOPIC_TASKS, 1, "a").getVerdict().getCode())
        .isEqualTo(6);
    assertThat(lookUp(dev.sluice.v1.query.InputTopic.INPUT_TOPIC_TASKS, 2, "a").hasVerdict())
        .isFalse();
    assertThat(
            lookUp(dev.sluice.v1.query.InputTopic.INPUT_TOPIC_COMMANDS, 0, "a")
                .getVerdict()
                .getQueue()
                .isEmpty())
        .isFalse();
  }

  @Test
  void watch_fromOpenToLoss_streamsAndEnds() {
    feed.opened(PARTITION, Map.of(InputTopic.TASKS, 4L));
    Iterator<VerdictBatch> batches =
        stub.watchVerdicts(WatchVerdictsRequest.newBuilder().setPartition(PARTITION).build());
    assertThat(batches.next().getTasksOffset()).isEqualTo(4);

    feed.committed(PARTITION, Map.of(InputTopic.TASKS, 5L), List.of(), List.of());
    assertThat(batches.next().getTasksOffset()).isEqualTo(5);

    feed.closed(PARTITION);
    assertThat(batches.hasNext()).isFalse();
  }

  private LookUpVerdictResponse lookUp(
      dev.sluice.v1.query.InputTopic topic, long at, String taskId) {
    return stub.lookUpVerdict(
        LookUpVerdictRequest.newBuilder()
            .setPartition(PARTITION)
            .setTopic(topic)
            .setOffset(at)
            .setTaskName(QUEUE + "/tasks/" + taskId)
            .build());
  }

  private ListDeadLettersResponse deadLetters(String after, int size) {
    return stub.listDeadLetters(
        ListDeadLettersRequest.newBuilder()
            .setPartition(PARTITION)
            .setQueueName(QUEUE)
            .setAfterId(after)
            .setPageSize(size)
            .build());
  }

  private static GetQueueRequest queueRequest(int partition, String name) {
    return GetQueueRequest.newBuilder().setPartition(partition).setQueueName(name).build();
  }

  private static GetTaskRequest taskRequest(String taskId) {
    return GetTaskRequest.newBuilder()
        .setPartition(PARTITION)
        .setTaskName(QUEUE + "/tasks/" + taskId)
        .build();
  }

  private void create(String taskId) {
    Coordinates at = new Coordinates(InputTopic.TASKS, PARTITION, offset);
    Task task =
        Task.newBuilder()
            .setName(QUEUE + "/tasks/" + taskId)
            .setHttpRequest(
                HttpRequest.newBuilder().setUrl("http://a/").setMethod(HttpMethod.POST).build())
            .build();
    process(
        InputTopic.TASKS,
        offset++,
        new Input.Create(
            at,
            NOW_MICROS,
            QUEUE,
            taskId,
            false,
            true,
            NOW_MICROS,
            NOW_MICROS,
            600_000,
            AvroCodec.encode(task)));
  }

  private Input unusable() {
    return new Input.Unusable(
        new Coordinates(InputTopic.TASKS, PARTITION, offset),
        QUEUE,
        "",
        Decision.DeadLettered.Cause.UNREADABLE,
        "garbage",
        new byte[] {1});
  }

  private void process(InputTopic topic, long at, Input input) {
    assertThat(
            core.process(new Coordinates(topic, PARTITION, at), input, NOW_MICROS, decision -> {}))
        .isTrue();
    core.flush();
  }

  private static QueueSettings settings() {
    return new QueueSettings(
        500,
        100,
        1000,
        100,
        Duration.ZERO,
        Duration.ofMillis(100),
        Duration.ofHours(1),
        16,
        Duration.ofHours(1),
        Duration.ofDays(31),
        0,
        TargetSettings.NONE,
        true,
        Duration.ZERO,
        Budget.INHERITED);
  }

  private final class Access implements PartitionAccess {

    @Override
    public SchedulerReader reader(int partition) {
      if (partition != PARTITION) {
        throw new NotOwnedException("partition: " + partition + " is elsewhere");
      }
      return new SchedulerReader(definitions, index);
    }

    @Override
    public Map<Integer, String> owners() {
      return Map.of(PARTITION, "10.0.0.1:9");
    }
  }
}
