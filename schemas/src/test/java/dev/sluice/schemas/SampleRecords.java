package dev.sluice.schemas;

import dev.sluice.v1.AppEngineHttpRequest;
import dev.sluice.v1.AppEngineRouting;
import dev.sluice.v1.Attempt;
import dev.sluice.v1.Barrier;
import dev.sluice.v1.Command;
import dev.sluice.v1.Coordinates;
import dev.sluice.v1.CreateQueue;
import dev.sluice.v1.DeadLetter;
import dev.sluice.v1.DeadLetterCause;
import dev.sluice.v1.DeleteDeadLetter;
import dev.sluice.v1.DeleteQueue;
import dev.sluice.v1.DeleteTask;
import dev.sluice.v1.Dispatch;
import dev.sluice.v1.Event;
import dev.sluice.v1.EventKind;
import dev.sluice.v1.HeaderOverride;
import dev.sluice.v1.HeldLane;
import dev.sluice.v1.Holdings;
import dev.sluice.v1.HttpMethod;
import dev.sluice.v1.HttpRequest;
import dev.sluice.v1.HttpTarget;
import dev.sluice.v1.OAuthToken;
import dev.sluice.v1.OidcToken;
import dev.sluice.v1.Outcome;
import dev.sluice.v1.OutcomeKind;
import dev.sluice.v1.OwnedLane;
import dev.sluice.v1.PauseQueue;
import dev.sluice.v1.PurgeQueue;
import dev.sluice.v1.Queue;
import dev.sluice.v1.QueueConfig;
import dev.sluice.v1.QueueState;
import dev.sluice.v1.QueueTarget;
import dev.sluice.v1.RedriveDeadLetter;
import dev.sluice.v1.ResumeQueue;
import dev.sluice.v1.Retry;
import dev.sluice.v1.RunTask;
import dev.sluice.v1.SigningAlgorithm;
import dev.sluice.v1.SigningKey;
import dev.sluice.v1.Task;
import dev.sluice.v1.TaskRetryConfig;
import dev.sluice.v1.UpdateQueue;
import dev.sluice.v1.UriOverride;
import dev.sluice.v1.UriOverrideEnforceMode;
import dev.sluice.v1.UriScheme;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecordBase;

/** Records of every type, with every optional part there in one and absent in another. */
final class SampleRecords {

  static final String QUEUE = "projects/p/locations/l/queues/q";
  static final String TASK = QUEUE + "/tasks/t";
  static final Instant TIME = Instant.parse("2030-01-31T13:59:00.123456Z");

  private static final Coordinates CREATED = new Coordinates("sluice.tasks", 3, 1L << 40);

  private SampleRecords() {}

  static HttpRequest.Builder request() {
    return HttpRequest.newBuilder().setUrl("https://example.com/work?n=1");
  }

  static Task.Builder task() {
    return Task.newBuilder().setHttpRequest(request().build());
  }

  static Task fullTask() {
    return task()
        .setName(TASK)
        .setHttpRequest(
            request()
                .setMethod(HttpMethod.PUT)
                .setHeaders(Map.of("Content-Type", "text/plain", "X-Größe", "ünïcode \uD83D\uDE00"))
                .setBody(bytes("hello"))
                .setOidcToken(new OidcToken("me@example.com", "them"))
                .setOauthToken(new OAuthToken("me@example.com", "all"))
                .build())
        .setScheduleTime(TIME)
        .setCreateTime(Instant.EPOCH)
        .setDispatchDeadlineMillis(15_500)
        .setGeneratedName(true)
        .setAwaitsVerdict(true)
        .build();
  }

  static Task appEngineTask() {
    return task()
        .setName(TASK)
        .setHttpRequest(request().setUrl("").build())
        .setAppEngineHttpRequest(
            AppEngineHttpRequest.newBuilder()
                .setMethod(HttpMethod.PUT)
                .setRouting(new AppEngineRouting("worker", "v1", "0"))
                .setRelativeUri("/work?n=1")
                .setHeaders(Map.of("X-A", "b"))
                .setBody(bytes("hello"))
                .build())
        .setRetryConfig(new TaskRetryConfig(3, 60_000L, 1_000L, 2_500L, 4))
        .build();
  }

  static QueueTarget target() {
    return new QueueTarget(
        new HttpTarget(
            new UriOverride(
                UriScheme.HTTPS,
                "example.com",
                0L,
                "/path",
                "",
                UriOverrideEnforceMode.IF_NOT_EXISTS),
            HttpMethod.PUT,
            List.of(new HeaderOverride("X-A", "b")),
            new OidcToken("me@example.com", "them"),
            new OAuthToken("me@example.com", "all")),
        new AppEngineRouting("worker", "", ""),
        List.of("whsec_" + "A".repeat(32)));
  }

  static List<SpecificRecordBase> all() {
    List<SpecificRecordBase> all = new ArrayList<>();
    all.add(task().build());
    all.add(fullTask());
    all.add(appEngineTask());
    all.add(target());
    all.add(
        new SigningKey("k", SigningAlgorithm.ES256, bytes("public"), bytes("private"), TIME, TIME));
    actions().map(action -> new Command(QUEUE, action)).forEach(all::add);
    all.add(dispatch());
    all.add(new Barrier(7, Long.MAX_VALUE));
    all.add(outcome());
    all.add(holdings());
    all.add(Holdings.newBuilder().setWorkerId("w").setIncarnation("1").build());
    all.add(new Retry(TASK, CREATED, 3, TIME, "HTTP 503"));
    all.add(new Queue(QUEUE, QueueDefaults.config(), QueueState.PAUSED, TIME, Instant.EPOCH));
    all.add(deadLetter());
    all.add(new Event(TASK, EventKind.RESPONDED, TIME, 2, 500));
    all.add(new Attempt(TIME, TIME, TIME, 500, "", bytes("oops")));
    return all;
  }

  private static Stream<SpecificRecordBase> actions() {
    return Stream.of(
        new CreateQueue(QueueDefaults.config()),
        new CreateQueue(
            QueueConfig.newBuilder()
                .setHttpTarget(target().getHttpTarget())
                .setAppEngineRoutingOverride(target().getAppEngineRoutingOverride())
                .setSigningSecrets(target().getSigningSecrets())
                .build()),
        new UpdateQueue(QueueDefaults.config(), List.of("maxAttempts", "minBackoffMillis")),
        new PauseQueue(),
        new ResumeQueue(),
        new PurgeQueue(),
        new DeleteQueue(),
        new RunTask(),
        new DeleteTask(),
        new RedriveDeadLetter("3-17"),
        new DeleteDeadLetter("3-17"));
  }

  private static Dispatch dispatch() {
    return new Dispatch(
        5,
        99L,
        TASK,
        CREATED,
        2,
        1,
        503,
        TIME,
        TIME,
        fullTask(),
        2,
        true,
        List.of("whsec_a"),
        98L,
        TIME.plusMillis(50));
  }

  private static Outcome outcome() {
    return Outcome.newBuilder()
        .setLane(5)
        .setSequence(99)
        .setTaskName(TASK)
        .setWorkerId("worker-1")
        .setKind(OutcomeKind.RESPONDED)
        .setHttpStatus(503)
        .setRetryAfterMillis(2_000)
        .setBody(bytes("busy"))
        .setStartTime(TIME)
        .setResponseTime(TIME)
        .build();
  }

  private static Holdings holdings() {
    return new Holdings(
        "worker-1",
        "a",
        List.of(new OwnedLane(5, 99L, 10, 1L << 24), new OwnedLane(6, 0L, 0, 0L)),
        List.of(new HeldLane(5, Sequences.encode(new long[] {97, 99}))));
  }

  private static DeadLetter deadLetter() {
    return DeadLetter.newBuilder()
        .setId("3-17")
        .setQueueName(QUEUE)
        .setTaskName(TASK)
        .setCause(DeadLetterCause.ATTEMPTS_EXHAUSTED)
        .setMessage("4 attempts")
        .setDeadTime(TIME)
        .setTask(fullTask())
        .setDispatchCount(4)
        .setResponseCount(3)
        .setAttempts(
            List.of(
                new Attempt(TIME, TIME, null, 0, "reset", null),
                new Attempt(TIME, TIME, TIME, 500, "", bytes("oops"))))
        .setSource(CREATED)
        .setRaw(bytes("raw"))
        .build();
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
