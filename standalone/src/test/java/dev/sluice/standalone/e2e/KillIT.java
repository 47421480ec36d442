package dev.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.standalone.e2e.NamedTasks.Told;
import dev.sluice.standalone.testkit.RecordingTarget;
import dev.sluice.standalone.testkit.RecordingTarget.Arrival;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * SIGKILL at a random moment while Google's clients create tasks and a flaky target receives them:
 * every acknowledged task is delivered or a dead letter, none before its time, second deliveries
 * only of attempts that were in flight at the kill, and no name can be used twice.
 */
@Isolated("it judges by what was in flight at an instant")
final class KillIT {

  private static final int ROUNDS = 3;
  private static final int TASKS = 1_000;
  private static final int DELAYED_SECONDS = 6;

  /** Calls that ask whether a name is taken; each waits for a commit. */
  private static final int CHECKS_AT_ONCE = 64;

  private static final String QUEUES = "/v2/projects/demo/locations/us-central1/queues";

  /** How long before the kill an answer may have come whose outcome was not committed yet. */
  private static final Duration UNCOMMITTED = Duration.ofSeconds(3);

  private static final Duration SETTLED = Duration.ofMinutes(4);

  @TempDir Path folder;

  @Test
  void kill9_losesNothingAndRepeatsOnlyWhatWasInFlight() throws Exception {
    Tools.assumeNodeClient();
    long seed = System.nanoTime();
    Random random = new Random(seed);
    SluiceProcess sluice = SluiceProcess.start(folder.resolve("data"));
    try {
      for (int round = 0; round < ROUNDS; round++) {
        sluice = playRound(sluice, round, random, "seed " + seed + ", round " + round);
      }
    } finally {
      sluice.close();
    }
  }

  private SluiceProcess playRound(SluiceProcess sluice, int round, Random random, String which)
      throws Exception {
    String queue = "kill-" + round;
    try (RecordingTarget target = flakyTarget(random.nextLong())) {
      createQueue(sluice, queue);
      NamedTasks tasks = new NamedTasks(queue, target.url("/task"), DELAYED_SECONDS);
      int killAfter = TASKS / 4 + random.nextInt(TASKS / 2);
      Instant killed;
      try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<?>> running = startClients(clients, tasks, sluice.port());
        await()
            .pollInterval(Duration.ofMillis(2))
            .atMost(Duration.ofSeconds(60))
            .until(() -> tasks.acknowledged() >= killAfter);
        LockSupport.parkNanos(random.nextLong(50_000_000));
        killed = Instant.now();
        sluice.kill();
        for (Future<?> client : running) {
          client.get();
        }
      }
      Map<String, Told> before = tasks.told();
      Kill kill = new Kill(killed, Instant.now());
      SluiceProcess again = sluice.startAgain();
      checkNamesAreTaken(tasks, before, again.port(), which);
      awaitSettled(again, queue, target, which);
      checkArrivals(target, kill, which);
      checkNamesStayTaken(queue, target, again.port(), which);
      return again;
    }
  }

  private static RecordingTarget flakyTarget(long seed) throws Exception {
    Random random = new Random(seed);
    return RecordingTarget.start(request -> {
      LockSupport.parkNanos(5_000_000 + random.nextLong(40_000_000));
      return random.nextInt(10) == 0 ? 503 : 200;
    });
  }

  private static void createQueue(SluiceProcess sluice, String queue) throws Exception {
    String json =
        """
        {"name": "projects/demo/locations/us-central1/queues/%s",
         "retryConfig": {"minBackoff": "0.2s", "maxBackoff": "1s", "maxAttempts": 30}}
        """
            .formatted(queue);
    assertThat(new Rest(sluice.port()).post(QUEUES, json).status()).isEqualTo(200);
  }

  private static List<Future<?>> startClients(ExecutorService clients, NamedTasks tasks, int port) {
    int share = TASKS / 4;
    return List.of(
        clients.submit(waiting(() -> tasks.createWithJava(port, 0, 2 * share))),
        clients.submit(waiting(() -> tasks.createWithNode("grpc", port, 2 * share, share))),
        clients.submit(waiting(() -> tasks.createWithNode("rest", port, 3 * share, share))));
  }

  private interface Call {
    void run() throws Exception;
  }

  private static Callable<Boolean> waiting(Call call) {
    return () -> {
      call.run();
      return true;
    };
  }

  /** Creates every name again: what was acknowledged must exist, the rest may or may not. */
  private static void checkNamesAreTaken(
      NamedTasks tasks, Map<String, Told> before, int port, String which) throws Exception {
    assertThat(before).as(which).hasSize(TASKS);
    tasks.createWithJava(port, 0, TASKS, CHECKS_AT_ONCE);
    assertThat(tasks.told().values()).as(which).doesNotContain(Told.FAILED);
    Set<String> forgotten = new HashSet<>();
    before.forEach((id, told) -> {
      if (told != Told.FAILED && tasks.told().get(id) != Told.EXISTS) {
        forgotten.add(id);
      }
    });
    assertThat(forgotten).as("acknowledged and forgotten, " + which).isEmpty();
  }

  private static void awaitSettled(
      SluiceProcess sluice, String queue, RecordingTarget target, String which) {
    Set<String> all =
        IntStream.range(0, TASKS).mapToObj(NamedTasks::taskId).collect(Collectors.toSet());
    await(which)
        .pollInterval(Duration.ofMillis(250))
        .atMost(SETTLED)
        .untilAsserted(() -> {
          Set<String> missing = new HashSet<>(all);
          missing.removeAll(delivered(target).keySet());
          missing.removeAll(deadLetters(sluice, queue));
          assertThat(missing).isEmpty();
          JsonNode left = new Rest(sluice.port()).get(QUEUES + "/" + queue + "/tasks").json();
          assertThat(left.path("tasks")).isEmpty();
        });
  }

  private static Set<String> deadLetters(SluiceProcess sluice, String queue) throws Exception {
    Rest.Answer answer = new Rest(sluice.port()).get(QUEUES + "/" + queue + "/deadLetters");
    assertThat(answer.status()).isEqualTo(200);
    Set<String> ids = new HashSet<>();
    for (JsonNode letter : answer.json().path("deadLetters")) {
      String name = letter.path("task").path("name").asText();
      ids.add(name.substring(name.lastIndexOf('/') + 1));
    }
    return ids;
  }

  private static Map<String, List<Arrival>> delivered(RecordingTarget target) {
    Map<String, List<Arrival>> delivered = new HashMap<>();
    for (Arrival arrival : target.arrivals()) {
      if (arrival.status() == 200) {
        delivered.computeIfAbsent(arrival.taskName(), id -> new ArrayList<>()).add(arrival);
      }
    }
    return delivered;
  }

  /**
   * What a repeated delivery is judged by.
   *
   * @param sent when the signal was sent
   * @param over when the process was gone and what it had sent had arrived; nothing runs then
   */
  private record Kill(Instant sent, Instant over) {}

  private static void checkArrivals(RecordingTarget target, Kill kill, String which) {
    for (Arrival arrival : target.arrivals()) {
      long etaMillis = (long) (1_000 * Double.parseDouble(arrival.header("X-CloudTasks-TaskETA")));
      assertThat(arrival.arrived().toEpochMilli())
          .as("early: %s, %s", arrival.taskName(), which)
          .isGreaterThanOrEqualTo(etaMillis);
      int number = Integer.parseInt(arrival.taskName().substring("task-".length()));
      assertThat(new String(arrival.body(), java.nio.charset.StandardCharsets.UTF_8))
          .isEqualTo("body of " + number);
    }
    delivered(target)
        .forEach((id, deliveries) -> {
          assertThat(deliveries).as("delivered: %s, %s", id, which).hasSizeLessThanOrEqualTo(2);
          if (deliveries.size() == 2) {
            Arrival first = deliveries.getFirst();
            assertThat(first.arrived()).as("%s, %s", id, which).isBefore(kill.over());
            assertThat(first.answered())
                .as("not in flight at the kill, yet repeated: %s, %s", id, which)
                .isAfter(kill.sent().minus(UNCOMMITTED));
          }
        });
  }

  private static void checkNamesStayTaken(
      String queue, RecordingTarget target, int port, String which) throws Exception {
    NamedTasks again = new NamedTasks(queue, target.url("/again"), DELAYED_SECONDS);
    again.createWithJava(port, 0, TASKS, CHECKS_AT_ONCE);
    assertThat(again.told().values()).as(which).containsOnly(Told.EXISTS);
    assertThat(target.arrivals()).as(which).noneMatch(arrival -> arrival.path().equals("/again"));
  }
}
