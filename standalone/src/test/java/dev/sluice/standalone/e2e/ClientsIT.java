package dev.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.google.api.gax.rpc.AlreadyExistsException;
import com.google.api.gax.rpc.NotFoundException;
import com.google.cloud.tasks.v2.CloudTasksClient;
import com.google.cloud.tasks.v2.HttpMethod;
import com.google.cloud.tasks.v2.HttpRequest;
import com.google.cloud.tasks.v2.LocationName;
import com.google.cloud.tasks.v2.Queue;
import com.google.cloud.tasks.v2.QueueName;
import com.google.cloud.tasks.v2.RateLimits;
import com.google.cloud.tasks.v2.Task;
import com.google.protobuf.ByteString;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Timestamp;
import dev.sluice.standalone.testkit.RecordingTarget;
import dev.sluice.standalone.testkit.RecordingTarget.Arrival;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that nobody here wrote, with only endpoint and credentials changed. */
final class ClientsIT {

  private static final Duration SOON = Duration.ofSeconds(20);

  private SluiceProcess sluice;
  private RecordingTarget target;

  @BeforeEach
  void start() throws Exception {
    sluice = SharedSluice.get();
    target = RecordingTarget.start();
  }

  @AfterEach
  void stop() {
    target.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc", "rest"})
  void nodeSample_createsTaskThatArrivesInTime(String transport) throws Exception {
    Tools.assumeNodeClient();
    Api.withQueue(sluice, "node-" + transport, "");
    Instant before = Instant.now();

    Tools.Ran ran =
        Tools.node(
            "create-http-task.js",
            transport,
            sluice.port(),
            "node-" + transport,
            target.url("/node"),
            "Hello, World!",
            2);

    assertThat(ran.exitCode()).as(ran.out()).isZero();
    String name = ran.out().strip();
    assertThat(name).startsWith(Api.PARENT + "/queues/node-" + transport + "/tasks/");
    Arrival arrival = awaitOne("/node");
    assertThat(body(arrival)).isEqualTo("Hello, World!");
    assertThat(arrival.headers().get("Content-Type")).containsExactly("text/plain");
    assertThat(arrival.taskName()).isEqualTo(name.substring(name.lastIndexOf('/') + 1));
    assertThat(arrival.arrived()).isAfter(before.plusSeconds(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"grpc", "rest"})
  void javaClient_usesQueuesAndTasks(String transport) throws Exception {
    QueueName queue = QueueName.of("demo", "us-central1", "java-" + transport);
    try (CloudTasksClient client =
        transport.equals("grpc")
            ? GoogleJavaClient.overGrpc(sluice.port())
            : GoogleJavaClient.overRest(sluice.port())) {
      Queue created =
          client.createQueue(
              LocationName.of("demo", "us-central1"),
              Queue.newBuilder().setName(queue.toString()).build());
      assertThat(created.getRateLimits().getMaxDispatchesPerSecond()).isEqualTo(500);
      assertThat(created.getRateLimits().getMaxBurstSize()).isEqualTo(100);
      assertThat(created.getState()).isEqualTo(Queue.State.RUNNING);

      Queue updated =
          client.updateQueue(
              created.toBuilder()
                  .setRateLimits(RateLimits.newBuilder().setMaxDispatchesPerSecond(50))
                  .build(),
              FieldMask.newBuilder().addPaths("rate_limits.max_dispatches_per_second").build());
      assertThat(updated.getRateLimits().getMaxDispatchesPerSecond()).isEqualTo(50);
      assertThat(updated.getRateLimits().getMaxConcurrentDispatches()).isEqualTo(1000);

      Task pending = client.createTask(queue, post("/later", Instant.now().plusSeconds(3600)));
      assertThat(client.getTask(pending.getName()).getDispatchCount()).isZero();
      assertThat(client.listTasks(queue).iterateAll()).hasSize(1);
      assertThat(client.runTask(pending.getName()).getName()).isEqualTo(pending.getName());
      awaitOne("/later");
      await()
          .atMost(SOON)
          .untilAsserted(() ->
              assertThatThrownBy(() -> client.getTask(pending.getName()))
                  .isInstanceOf(NotFoundException.class));

      client.createTask(queue, post("/now", Instant.now()));
      awaitOne("/now");

      assertThat(client.pauseQueue(queue).getState()).isEqualTo(Queue.State.PAUSED);
      client.createTask(queue, post("/paused", Instant.now()));
      assertThat(client.purgeQueue(queue).hasPurgeTime()).isTrue();
      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(client.listTasks(queue).iterateAll()).isEmpty());
      assertThat(client.resumeQueue(queue).getState()).isEqualTo(Queue.State.RUNNING);
      assertThat(client.listQueues(LocationName.of("demo", "us-central1")).iterateAll())
          .anyMatch(found -> found.getName().equals(queue.toString()));
      client.deleteQueue(queue);
      assertThatThrownBy(() -> client.getQueue(queue)).isInstanceOf(NotFoundException.class);
      assertThat(target.arrivals()).noneMatch(arrival -> arrival.path().equals("/paused"));
    }
  }

  @Test
  void namedTask_isRefusedTwice() throws Exception {
    Api api = Api.withQueue(sluice, "java-named", "");
    Task task =
        post("/named", Instant.now()).toBuilder().setName(api.taskName("only-once")).build();
    try (CloudTasksClient client = GoogleJavaClient.overGrpc(sluice.port())) {
      client.createTask(api.queue(), task);
      assertThatThrownBy(() -> client.createTask(api.queue(), task))
          .isInstanceOf(AlreadyExistsException.class);
      awaitOne("/named");
      assertThatThrownBy(() -> client.createTask(api.queue(), task))
          .isInstanceOf(AlreadyExistsException.class);
    }
  }

  @Test
  void kcat_producesJsonTasks() throws Exception {
    Tools.assume("kcat");
    Api api = Api.withQueue(sluice, "kcat", "");
    String byQueue =
        api.queue() + "|{\"httpRequest\": {\"url\": \"" + target.url("/by-queue") + "\"}}";
    String byTask =
        api.taskName("from-kcat")
            + "|{\"httpRequest\": {\"url\": \""
            + target.url("/by-task")
            + "\", \"body\": \"aGVsbG8=\"}}";

    Tools.Ran ran =
        Tools.run(
            Path.of("."),
            List.of("kcat", "-P", "-b", sluice.bootstrapServers(), "-t", "sluice.tasks", "-K", "|"),
            byQueue + "\n" + byTask + "\n");

    assertThat(ran.exitCode()).as(ran.out()).isZero();
    awaitOne("/by-queue");
    Arrival arrival = awaitOne("/by-task");
    assertThat(arrival.taskName()).isEqualTo("from-kcat");
    assertThat(body(arrival)).isEqualTo("hello");
    assertThat(
            api.createTask(
                    "\"name\": \""
                        + api.taskName("from-kcat")
                        + "\", \"httpRequest\": {\"url\": \"http://127.0.0.1:9/\"}")
                .status())
        .isEqualTo(409);
  }

  private Task post(String path, Instant when) {
    return Task.newBuilder()
        .setScheduleTime(Timestamp.newBuilder().setSeconds(when.getEpochSecond()))
        .setHttpRequest(
            HttpRequest.newBuilder()
                .setHttpMethod(HttpMethod.POST)
                .setUrl(target.url(path))
                .setBody(ByteString.copyFromUtf8("hello")))
        .build();
  }

  private Arrival awaitOne(String path) {
    await().atMost(SOON).untilAsserted(() -> one(path));
    return one(path);
  }

  private Arrival one(String path) {
    List<Arrival> found =
        target.arrivals().stream().filter(arrival -> arrival.path().equals(path)).toList();
    assertThat(found).as(path).hasSize(1);
    return found.getFirst();
  }

  private static String body(Arrival arrival) {
    return new String(arrival.body(), StandardCharsets.UTF_8);
  }
}
