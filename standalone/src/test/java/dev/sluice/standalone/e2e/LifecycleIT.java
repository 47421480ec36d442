package dev.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.standalone.testkit.RecordingTarget;
import dev.sluice.standalone.testkit.RecordingTarget.Arrival;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The life of a task as a target and a client see it, on the real Kafka. */
final class LifecycleIT {

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

  @Test
  void backoff_doublesThenGrowsLinearlyThenStays() throws Exception {
    target.answerWith(request -> request.retryCount() < 8 ? 500 : 200);
    Api api =
        Api.withQueue(
            sluice,
            "backoff",
            "\"retryConfig\": {\"minBackoff\": \"0.1s\", \"maxBackoff\": \"3s\", \"maxDoublings\":"
                + " 3}");

    api.createTask("retried", target.url("/"), "");

    await().atMost(Duration.ofSeconds(60)).until(() -> target.arrivals().size() == 9);
    List<Arrival> arrivals = target.arrivals();
    // min 10 s, max 300 s, doublings 3 of the spec's section 3.1, a hundred times as fast
    int[] waitsMillis = {100, 200, 400, 800, 1_600, 2_400, 3_000, 3_000};
    for (int i = 0; i < waitsMillis.length; i++) {
      long waitedMillis =
          Duration.between(arrivals.get(i).answered(), arrivals.get(i + 1).arrived()).toMillis();
      assertThat(waitedMillis)
          .as("wait before retry " + (i + 1))
          .isBetween((long) waitsMillis[i], waitsMillis[i] + 1_000L);
      assertThat(arrivals.get(i + 1).headers().get("X-CloudTasks-TaskPreviousResponse"))
          .containsExactly("500");
    }
    assertThat(arrivals.getFirst().headers())
        .doesNotContainKey("X-CloudTasks-TaskPreviousResponse");
    assertThat(arrivals.getLast().headers().get("X-CloudTasks-TaskExecutionCount"))
        .containsExactly("0");
    assertThat(arrivals.getLast().headers().get("X-CloudTasks-TaskRetryCount"))
        .containsExactly("8");
  }

  /** What is dispatched only when it is due has a later dispatch time than its schedule time. */
  @Test
  void scheduledTasks_areDispatchedAhead_andArriveAtTheirTime() throws Exception {
    target.answerWith(_ -> 500);
    Api api = Api.withQueue(sluice, "ahead", "\"retryConfig\": {\"minBackoff\": \"600s\"}");
    Instant first = Instant.now().plusSeconds(2).truncatedTo(ChronoUnit.MICROS);
    Map<String, Instant> due = new TreeMap<>();
    for (int i = 0; i < 10; i++) {
      Instant at = first.plusMillis(200L * i);
      due.put("ahead-" + i, at);
      api.createTask("ahead-" + i, target.url("/"), "\"scheduleTime\": \"" + at + "\"");
    }

    await().atMost(SOON).until(() -> target.arrivals().size() == due.size());
    due.forEach((task, at) ->
        assertThat(target.arrivalsOf(task)).allMatch(one -> !one.arrived().isBefore(at)));
    List<Instant> dispatched = new ArrayList<>();
    for (String task : due.keySet()) {
      JsonNode attempt = api.task(task).json().path("firstAttempt");
      dispatched.add(Instant.parse(attempt.path("dispatchTime").asText()));
    }
    // Some may be late, on a machine that is.
    assertThat(dispatched).containsAnyElementsOf(due.values());
  }

  @Test
  void exhaustedTask_isDeadLetter_andRedriveRevivesIt() throws Exception {
    target.answerWith(request -> 500);
    Api api =
        Api.withQueue(
            sluice,
            "exhausted",
            "\"retryConfig\": {\"maxAttempts\": 2, \"minBackoff\": \"0.1s\", \"maxBackoff\":"
                + " \"0.1s\"}");
    api.createTask("hopeless", target.url("/"), "");

    await().atMost(SOON).until(() -> api.deadLetters().size() == 1);
    JsonNode letter = api.deadLetters().getFirst();
    assertThat(letter.path("cause").asText()).isEqualTo("ATTEMPTS_EXHAUSTED");
    assertThat(letter.path("task").path("name").asText()).isEqualTo(api.taskName("hopeless"));
    assertThat(target.arrivals()).hasSize(2);
    assertThat(api.task("hopeless").status()).isEqualTo(404);
    assertThat(
            api.createTask(
                    "\"name\": \""
                        + api.taskName("hopeless")
                        + "\", \"httpRequest\": {\"url\": \"http://127.0.0.1:9/\"}")
                .status())
        .isEqualTo(409);

    target.answerWith(request -> 200);
    String name = "/v2/" + letter.path("name").asText();
    assertThat(api.rest().post(name + ":redrive", "{}").status()).isEqualTo(200);

    await().atMost(SOON).until(() -> target.arrivals().size() == 3);
    assertThat(target.arrivals().getLast().retryCount()).isZero();
    assertThat(api.deadLetters()).isEmpty();
    assertThat(api.rest().post(name + ":redrive", "{}").status()).isEqualTo(404);
  }

  @Test
  void pausedQueue_keepsItsTasks_runTaskGoesOut_resumeSendsTheRest() throws Exception {
    Api api = Api.withQueue(sluice, "paused", "");
    assertThat(api.queueVerb("pause").json().path("state").asText()).isEqualTo("PAUSED");
    for (int i = 0; i < 5; i++) {
      api.createTask("waits-" + i, target.url("/"), "");
    }
    assertThat(api.runTask("waits-3").status()).isEqualTo(200);
    await().atMost(SOON).until(() -> target.arrivals().size() == 1);
    await().atMost(SOON).until(() -> api.taskIds().size() == 4);
    assertThat(target.arrivalsOf("waits-3")).hasSize(1);

    assertThat(api.queueVerb("resume").json().path("state").asText()).isEqualTo("RUNNING");
    await().atMost(SOON).until(() -> target.arrivals().size() == 5);
    await().atMost(SOON).until(() -> api.taskIds().isEmpty());
  }

  @Test
  void purge_removesWhatWasThere_andNothingLater() throws Exception {
    Api api = Api.withQueue(sluice, "purged", "");
    String later = "\"scheduleTime\": \"" + Instant.now().plusSeconds(4) + "\"";
    api.createTask("before", target.url("/"), later);
    assertThat(api.queueVerb("purge").json().path("purgeTime").asText()).isNotEmpty();
    api.createTask("after", target.url("/"), later);

    assertThat(api.taskIds()).containsExactly("after");
    await().atMost(SOON).until(() -> target.arrivals().size() == 1);
    assertThat(target.arrivalsOf("after")).hasSize(1);
    assertThat(api.task("before").status()).isEqualTo(404);
  }

  @Test
  void deletedTask_doesNotArrive_andItsNameStaysTaken() throws Exception {
    Api api = Api.withQueue(sluice, "deleted", "");
    String later = "\"scheduleTime\": \"" + Instant.now().plusSeconds(2) + "\"";
    api.createTask("gone", target.url("/gone"), later);
    api.createTask("stays", target.url("/stays"), later);
    assertThat(api.deleteTask("gone").status()).isEqualTo(200);
    assertThat(api.deleteTask("gone").status()).isEqualTo(404);

    await().atMost(SOON).until(() -> target.arrivals().size() == 1);
    assertThat(target.arrivalsOf("stays")).hasSize(1);
    assertThat(
            api.createTask(
                    "\"name\": \""
                        + api.taskName("gone")
                        + "\", \"httpRequest\": {\"url\": \"http://127.0.0.1:9/\"}")
                .status())
        .isEqualTo(409);
  }

  @Test
  void concurrencyLimit_isNeverExceeded() throws Exception {
    AtomicInteger most = new AtomicInteger();
    target.answerWith(request -> {
      most.accumulateAndGet(target.open(), Math::max);
      java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
      return 200;
    });
    Api api = Api.withQueue(sluice, "narrow", "\"rateLimits\": {\"maxConcurrentDispatches\": 3}");
    for (int i = 0; i < 100; i++) {
      api.createTask("narrow-" + i, target.url("/"), "");
    }
    await().atMost(SOON).until(() -> target.arrivals().size() == 100);
    assertThat(most.get()).isBetween(1, 3);
  }

  @Test
  void rateLimit_isKept() throws Exception {
    Api api = Api.withQueue(sluice, "slow", "\"rateLimits\": {\"maxDispatchesPerSecond\": 20}");
    for (int i = 0; i < 60; i++) {
      api.createTask("slow-" + i, target.url("/"), "");
    }
    await().atMost(SOON).until(() -> target.arrivals().size() == 60);
    Instant first = target.arrivals().getFirst().arrived();
    Instant last = target.arrivals().getLast().arrived();
    // a burst of 10, then 50 more at 20 a second
    assertThat(Duration.between(first, last)).isGreaterThan(Duration.ofMillis(2_300));
  }

  @Test
  void queueDeletedAndCreatedAgain_startsEmpty() throws Exception {
    Api api = Api.withQueue(sluice, "again", "");
    api.createTask(
        "old", target.url("/"), "\"scheduleTime\": \"" + Instant.now().plusSeconds(3600) + "\"");
    assertThat(api.deleteQueue().status()).isEqualTo(200);
    assertThat(api.getQueue().status()).isEqualTo(404);
    Api again = Api.withQueue(sluice, "again", "");
    assertThat(again.taskIds()).isEmpty();
    again.createTask("old", target.url("/new"), "");
    await().atMost(SOON).until(() -> target.arrivals().size() == 1);
  }
}
