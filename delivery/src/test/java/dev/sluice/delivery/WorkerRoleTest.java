package dev.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.delivery.core.AddressRules;
import dev.sluice.schemas.Sequences;
import dev.sluice.schemas.TopicNames;
import dev.sluice.v1.Barrier;
import dev.sluice.v1.Holdings;
import dev.sluice.v1.Outcome;
import dev.sluice.v1.OutcomeKind;
import dev.sluice.v1.OwnedLane;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker on a real broker, with a stub for its scheduler and a real target. */
@Timeout(120)
final class WorkerRoleTest {

  private static final Duration DEADLINE = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final AtomicInteger INSTALLATIONS = new AtomicInteger();

  @TempDir static Path folder;
  private static TestBroker broker;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final MockWebServer target = new MockWebServer();
  private final CountDownLatch slowMayAnswer = new CountDownLatch(1);
  private final AtomicInteger slowCalls = new AtomicInteger();
  private TopicNames topics;
  private SchedulerStub scheduler;

  @BeforeAll
  static void startBroker() throws Exception {
    broker = TestBroker.start(folder);
  }

  @AfterAll
  static void stopBroker() {
    broker.close();
  }

  @BeforeEach
  void start() throws Exception {
    topics = new TopicNames("test" + INSTALLATIONS.incrementAndGet() + ".");
    scheduler = new SchedulerStub(broker.bootstrapServers(), topics);
    target.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
            if (request.getTarget().equals("/slow")) {
              slowCalls.incrementAndGet();
              slowMayAnswer.await();
            }
            int code = request.getTarget().equals("/busy") ? 503 : 200;
            return new MockResponse.Builder()
                .code(code)
                .addHeader("Retry-After", "9")
                .body("hello")
                .build();
          }
        });
    target.start();
  }

  @AfterEach
  void stop() {
    slowMayAnswer.countDown();
    scheduler.close();
    target.close();
  }

  @Test
  void dispatch_isSentAndItsOutcomeWrittenToTheSchedulersPartition() throws Exception {
    try (WorkerRole worker = readyWorker("w1")) {
      scheduler.dispatch(3, "one", url("/fine"), DEADLINE);
      scheduler.dispatch(0, "two", url("/busy"), DEADLINE);

      Map<String, Outcome> outcomes = awaitOutcomes(2);

      Outcome one = of(outcomes, "one");
      assertThat(one.getKind()).isEqualTo(OutcomeKind.RESPONDED);
      assertThat(one.getHttpStatus()).isEqualTo(200);
      assertThat(one.getLane()).isEqualTo(3);
      assertThat(one.getSequence()).isEqualTo(1);
      assertThat(one.getWorkerId()).isEqualTo("w1");
      assertThat(StandardCharsets.UTF_8.decode(one.getBody()).toString()).isEqualTo("hello");
      assertThat(one.getResponseTime()).isAfterOrEqualTo(one.getStartTime());
      Outcome two = of(outcomes, "two");
      assertThat(two.getHttpStatus()).isEqualTo(503);
      assertThat(two.getRetryAfterMillis()).isEqualTo(9_000);
      assertThat(scheduler.outcomePartitions()).containsExactlyInAnyOrder(0, 1);
      await().atMost(PATIENCE).until(() -> worker.heldCount() == 0);
      assertThat(meters.counter("sluice.attempts", "outcome", "2xx").count()).isEqualTo(1);
      assertThat(target.takeRequest().getHeaders().get("X-CloudTasks-QueueName")).isEqualTo("q");
    }
  }

  @Test
  void holdings_tellLanesCreditAndWhatIsHeld() {
    try (WorkerRole _ = readyWorker("w1")) {
      long sequence = scheduler.dispatch(2, "slow", url("/slow"), DEADLINE);

      await()
          .atMost(PATIENCE)
          .until(() ->
              scheduler.holdings().stream()
                  .flatMap(one -> one.getHeld().stream())
                  .anyMatch(held ->
                      held.getLane() == 2 && Sequences.decode(held.getSequences())[0] == sequence));
      assertThat(scheduler.lastOf(2).getReceived()).isEqualTo(sequence);
      assertThat(scheduler.lastOf(2).getCreditCount()).isEqualTo(99);
      assertThat(scheduler.lastOf(1).getCreditCount()).isEqualTo(100);

      slowMayAnswer.countDown();

      awaitOutcomes(1);
      await().atMost(PATIENCE).until(() -> scheduler.lastOf(2).getCreditCount() == 100);
    }
  }

  @Test
  void abortedAndUnreadableRecords_areNotStarted_andTheLaneGoesOn() throws Exception {
    try (WorkerRole _ = readyWorker("w1")) {
      scheduler.dispatchAndAbort(0, "aborted", url("/fine"));
      scheduler.write(0, new byte[] {1, 2, 3});
      scheduler.write(0, Barrier.newBuilder().setLane(3).setSequence(9).build());
      scheduler.dispatch(0, "after", url("/fine"), DEADLINE);

      assertThat(awaitOutcomes(1)).containsOnlyKeys("projects/p/locations/l/queues/q/tasks/after");
      assertThat(meters.counter("sluice.dispatches.unreadable").count()).isEqualTo(2);
      assertThat(target.getRequestCount()).isEqualTo(1);
    }
  }

  @Test
  void barrier_movesTheMarkInTheCommitAndInTheHoldings() throws Exception {
    try (WorkerRole _ = readyWorker("w1")) {
      long mark = scheduler.skipSequences(1, 41);
      scheduler.write(1, Barrier.newBuilder().setLane(1).setSequence(mark).build());

      await().atMost(PATIENCE).until(() -> scheduler.lastOf(1).getReceived() == 41);
      assertThat(scheduler.committed(1).metadata()).isEqualTo("received=41");
    }
  }

  @Test
  void close_letsSentRequestsFinishAndSaysSo() {
    WorkerRole worker = readyWorker("w1");
    scheduler.dispatch(0, "slow", url("/slow"), DEADLINE);
    await().atMost(PATIENCE).until(() -> slowCalls.get() == 1);
    Thread closing = Thread.ofVirtual().start(() -> worker.close(PATIENCE));
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          Holdings last = scheduler.holdings().getLast();
          assertThat(last.getOwned()).isEmpty();
          assertThat(last.getHeld()).hasSize(1);
        });

    slowMayAnswer.countDown();

    assertThat(awaitOutcomes(1).values())
        .extracting(Outcome::getKind)
        .containsExactly(OutcomeKind.RESPONDED);
    await().atMost(PATIENCE).until(() -> !closing.isAlive());
    assertThat(scheduler.holdings().getLast().getHeld()).isEmpty();
  }

  @Test
  void close_afterTheGracePeriod_reportsAFailedAttempt() {
    WorkerRole worker = readyWorker("w1");
    scheduler.dispatch(0, "slow", url("/slow"), DEADLINE);
    await().atMost(PATIENCE).until(() -> slowCalls.get() == 1);

    worker.close(Duration.ofMillis(200));

    Outcome outcome = awaitOutcomes(1).values().iterator().next();
    assertThat(outcome.getKind()).isEqualTo(OutcomeKind.CONNECTION_FAILED);
    assertThat(outcome.getError()).isEqualTo("the worker stopped before the response came");
    assertThat(worker.heldCount()).isZero();
  }

  @Test
  void secondWorker_afterTheFirstLeft_goesOnFromItsMarkAtOnce() {
    try (WorkerRole _ = readyWorker("w1")) {
      scheduler.dispatch(0, "first", url("/fine"), DEADLINE);
      awaitOutcomes(1);
    }
    scheduler.dispatch(0, "waiting", url("/fine"), DEADLINE);
    int before = scheduler.holdings().size();

    try (WorkerRole _ = readyWorker("w2")) {
      assertThat(awaitOutcomes(2).values())
          .extracting(Outcome::getWorkerId)
          .containsExactlyInAnyOrder("w1", "w2");
      assertThat(scheduler.holdings().subList(before, scheduler.holdings().size()))
          .filteredOn(one -> one.getOwned().stream().anyMatch(lane -> lane.getLane() == 0))
          .allMatch(one ->
              one.getOwned().stream()
                  .filter(lane -> lane.getLane() == 0)
                  .allMatch(lane -> lane.getReceived() >= 1));
      assertThat(target.getRequestCount()).isEqualTo(2);
    }
  }

  @Test
  void secondWorker_besideTheFirst_sharesTheLanesAndRepeatsNothing() {
    try (WorkerRole _ = readyWorker("w1")) {
      scheduler.dispatch(0, "slow0", url("/slow"), DEADLINE);
      scheduler.dispatch(1, "slow1", url("/slow"), DEADLINE);
      scheduler.dispatch(2, "slow2", url("/slow"), DEADLINE);
      scheduler.dispatch(3, "slow3", url("/slow"), DEADLINE);
      await().atMost(PATIENCE).until(() -> slowCalls.get() == 4);

      try (WorkerRole _ = readyWorker("w2")) {
        await().atMost(PATIENCE).until(() -> lanesOf("w2") == 2);
        for (int lane = 0; lane < 4; lane++) {
          scheduler.dispatch(lane, "fine" + lane, url("/fine"), DEADLINE);
        }
        awaitOutcomes(4);
        slowMayAnswer.countDown();

        assertThat(awaitOutcomes(8)).hasSize(8);
        assertThat(target.getRequestCount()).isEqualTo(8);
        assertThat(scheduler.outcomes())
            .filteredOn(outcome -> outcome.getTaskName().contains("slow"))
            .allMatch(outcome -> outcome.getWorkerId().equals("w1"));
      }
    }
  }

  private static Outcome of(Map<String, Outcome> outcomes, String taskId) {
    Outcome outcome = outcomes.get("projects/p/locations/l/queues/q/tasks/" + taskId);
    if (outcome == null) {
      throw new AssertionError(
          "outcomes: " + outcomes.keySet() + " (expected: " + taskId + " too)");
    }
    return outcome;
  }

  private long lanesOf(String workerId) {
    return scheduler.holdings().stream()
        .filter(one -> one.getWorkerId().equals(workerId))
        .flatMap(one -> one.getOwned().stream())
        .map(OwnedLane::getLane)
        .distinct()
        .count();
  }

  private Map<String, Outcome> awaitOutcomes(int howMany) {
    await().atMost(PATIENCE).until(() -> scheduler.outcomes().size() >= howMany);
    return scheduler.outcomes().stream()
        .collect(java.util.stream.Collectors.toMap(Outcome::getTaskName, one -> one));
  }

  private String url(String path) {
    return "http://127.0.0.1:" + target.getPort() + path;
  }

  private WorkerRole readyWorker(String workerId) {
    WorkerSettings defaults = WorkerSettings.of(broker.bootstrapServers(), workerId, meters);
    WorkerRole worker =
        WorkerRole.start(
            new WorkerSettings(
                new WorkerSettings.Cluster(
                    broker.bootstrapServers(),
                    topics,
                    SchedulerStub.PARTITIONS,
                    Map.of(),
                    Map.of()),
                WorkerSettings.Identity.of(workerId),
                new WorkerSettings.Capacity(400, 64 << 20),
                AddressRules.DEFAULT,
                WorkerSettings.Requests.DEFAULT,
                OutboundSettings.DEFAULT,
                Duration.ofSeconds(10),
                defaults.surroundings()));
    await().atMost(PATIENCE).until(worker::isReady);
    return worker;
  }
}
