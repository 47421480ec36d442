package dev.sluice.delivery;

import static java.time.temporal.ChronoUnit.MICROS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.delivery.core.AddressRules;
import dev.sluice.delivery.core.Worker;
import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.TopicNames;
import dev.sluice.v1.Coordinates;
import dev.sluice.v1.Dispatch;
import dev.sluice.v1.HttpRequest;
import dev.sluice.v1.Outcome;
import dev.sluice.v1.OutcomeKind;
import dev.sluice.v1.Task;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.Dns;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever fails inside the worker, an attempt gets an outcome and gives its slot back. */
final class AttemptDeskTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final String NAME = "projects/p/locations/l/queues/q/tasks/t";

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private InstantSource clock = InstantSource.fixed(Instant.EPOCH);
  private final AtomicInteger looksAtTheWall = new AtomicInteger();
  private final AtomicInteger failingLook = new AtomicInteger();
  private final AtomicLong passedNanos = new AtomicLong();
  private final MockProducer<byte[], byte[]> kafka =
      new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final OutcomeProducer producer = new OutcomeProducer("outcomes", () -> kafka);
  private final HttpSender sender =
      new HttpSender(
          AddressRules.DEFAULT,
          OutboundSettings.DEFAULT,
          Dns.SYSTEM,
          InstantSource.system(),
          System::nanoTime);
  private AttemptDesk desk;
  private RawTarget target;

  @BeforeEach
  void start() throws Exception {
    target = RawTarget.answering("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
    desk =
        new AttemptDesk(settings(), producer, new AttemptRunner(sender, Attempts.plainRequests()));
    desk.act(worker -> {
      worker.assign(0, 0);
      return List.of();
    });
    desk.turn();
  }

  @AfterEach
  void stop() throws Exception {
    sender.close();
    producer.close();
    target.close();
  }

  @Test
  void attempt_whoseMetricsFail_hasTheOutcomeItHad() {
    // A meter of another kind has the name, so that counting fails.
    meters.gauge("sluice.attempts", Tags.of("outcome", "2xx"), 1);

    run();

    Outcome outcome = awaitOutcome();
    assertThat(outcome.getKind()).isEqualTo(OutcomeKind.RESPONDED);
    assertThat(outcome.getHttpStatus()).isEqualTo(200);
    assertThat(outcome.getBody().remaining()).isEqualTo(5);
  }

  @Test
  void attempt_thatFailsBeforeItsRequest_hasAFailedConnection() {
    failingLook.set(1);

    run();

    Outcome outcome = awaitOutcome();
    assertThat(outcome.getKind()).isEqualTo(OutcomeKind.CONNECTION_FAILED);
    assertThat(outcome.getError()).isEqualTo("error in the worker, see its log");
    assertThat(target.heads()).isEmpty();
  }

  @Test
  void outcome_thatCouldNotBeBuilt_isWrittenLaterWithItsStatusAndNoMore() {
    // At the start, for the metrics, for the outcome.
    failingLook.set(3);

    run();

    Outcome outcome = awaitOutcome();
    assertThat(outcome.getKind()).isEqualTo(OutcomeKind.RESPONDED);
    assertThat(outcome.getHttpStatus()).isEqualTo(200);
    assertThat(outcome.getBody()).isNull();
    assertThat(target.heads()).hasSize(1);
  }

  @Test
  void attempt_dispatchedAhead_startsAtItsTime() {
    clock = InstantSource.system();
    Instant dispatched = clock.instant();
    Instant due = dispatched.plusMillis(400);

    run(ahead(dispatched, due));

    assertThat(awaitOutcome().getStartTime()).isAfterOrEqualTo(due.truncatedTo(MICROS));
  }

  @Test
  void attempt_dispatchedAhead_whereTheClockIsWrong_waitsNoLongerThanTheSchedulerWasAhead() {
    // It stands still, long before the time.
    Instant dispatched = Instant.EPOCH.plusSeconds(3_600);
    run(ahead(dispatched, dispatched.plusMillis(50)));

    assertThat(awaitOutcome().getKind()).isEqualTo(OutcomeKind.RESPONDED);
  }

  @Test
  void attempt_dispatchedAhead_isGivenBackWhenTheWorkerStops() {
    run(ahead(Instant.EPOCH, Instant.EPOCH.plus(PATIENCE.multipliedBy(2))));

    desk.act(Worker::drain);

    assertThat(awaitOutcome().getKind()).isEqualTo(OutcomeKind.ABANDONED);
    assertThat(target.heads()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void givenUpAttempts_whenOneFailsInside_allHaveOutcomes(int look) {
    desk.ask(worker -> worker.receive(0, 1, 0, 10, 1_000));
    desk.ask(worker -> worker.receive(0, 2, 0, 10, 1_000));
    desk.act(Worker::drain);
    failingLook.set(look);

    desk.committed(List.of(attempt(1), attempt(2)));
    desk.turn();

    assertThat(desk.<Integer>ask(Worker::heldCount)).isZero();
    assertThat(outcomes())
        .hasSize(2)
        .allMatch(outcome -> outcome.getKind() == OutcomeKind.ABANDONED);
  }

  @Test
  void attempt_stoppedWhileTheBodyComes_hasResponded() throws Exception {
    runToTheMiddleOfTheBody();

    desk.act(Worker::stop);

    assertThatItRespondedWith(503, 7_000);
  }

  @Test
  void attempt_overdueWhileTheBodyComes_hasResponded() throws Exception {
    runToTheMiddleOfTheBody();

    // Little by little, for a worker that Kafka has not heard of for long gives up before.
    for (int seconds = 0; seconds <= 90; seconds += 3) {
      passedNanos.addAndGet(Duration.ofSeconds(3).toNanos());
      desk.turn();
    }

    assertThatItRespondedWith(503, 7_000);
  }

  private void runToTheMiddleOfTheBody() throws Exception {
    target.close();
    target =
        new RawTarget(connection ->
            RawTarget.write(
                connection,
                "HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 9\r\n\r\nhalf"));
    RunningAttempt attempt = run();
    await().atMost(PATIENCE).until(() -> attempt.response(InstantSource.system()).isPresent());
  }

  private void assertThatItRespondedWith(int status, long retryAfterMillis) {
    Outcome outcome = awaitOutcome();
    assertThat(outcome.getKind()).isEqualTo(OutcomeKind.RESPONDED);
    assertThat(outcome.getHttpStatus()).isEqualTo(status);
    assertThat(outcome.getRetryAfterMillis()).isEqualTo(retryAfterMillis);
    assertThat(meters.counter("sluice.attempts", "outcome", status / 100 + "xx").count())
        .isEqualTo(1);
  }

  private RunningAttempt run() {
    return run(attempt(1));
  }

  private RunningAttempt run(RunningAttempt attempt) {
    desk.ask(worker -> worker.receive(0, 1, 0, 10, 30_000));
    desk.committed(List.of(attempt));
    return attempt;
  }

  private Outcome awaitOutcome() {
    await()
        .atMost(PATIENCE)
        .until(() -> {
          desk.turn();
          return desk.<Integer>ask(Worker::heldCount) == 0;
        });
    assertThat(outcomes()).hasSize(1);
    return outcomes().getFirst();
  }

  private List<Outcome> outcomes() {
    return kafka.history().stream()
        .map(record -> AvroCodec.decode(record.value()))
        .filter(Outcome.class::isInstance)
        .map(Outcome.class::cast)
        .toList();
  }

  private Instant wall() {
    if (looksAtTheWall.incrementAndGet() == failingLook.get()) {
      throw new NoClassDefFoundError("as if");
    }
    return clock.instant();
  }

  private WorkerSettings settings() {
    return new WorkerSettings(
        new WorkerSettings.Cluster("unused:1", TopicNames.DEFAULT, 1, Map.of(), Map.of()),
        WorkerSettings.Identity.of("w"),
        WorkerSettings.Capacity.DEFAULT,
        AddressRules.DEFAULT,
        WorkerSettings.Requests.DEFAULT,
        OutboundSettings.DEFAULT,
        PATIENCE,
        new WorkerSettings.Surroundings(
            meters,
            this::wall,
            () -> clock.instant(),
            () -> System.nanoTime() + passedNanos.get()));
  }

  private RunningAttempt attempt(long sequence) {
    return new RunningAttempt(dispatch(sequence).build());
  }

  private RunningAttempt ahead(Instant dispatched, Instant due) {
    return new RunningAttempt(
        dispatch(1).setDispatchTime(dispatched).setNotBeforeTime(due).build());
  }

  private Dispatch.Builder dispatch(long sequence) {
    return Dispatch.newBuilder()
        .setLane(0)
        .setSequence(sequence)
        .setTaskName(NAME)
        .setIncarnation(new Coordinates("tasks", 0, sequence))
        .setDispatchCount(1)
        .setExecutionCount(0)
        .setScheduleTime(Instant.EPOCH)
        .setDispatchTime(Instant.EPOCH)
        .setTask(
            Task.newBuilder()
                .setName(NAME)
                .setHttpRequest(HttpRequest.newBuilder().setUrl(target.url()).build())
                .build());
  }
}
