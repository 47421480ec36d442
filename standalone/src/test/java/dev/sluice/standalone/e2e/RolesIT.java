package dev.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.schemas.Partitions;
import dev.sluice.standalone.broker.BrokerSettings;
import dev.sluice.standalone.broker.EmbeddedBroker;
import dev.sluice.standalone.testkit.RecordingTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The roles as processes of their own beside a Kafka that they did not start. */
@Order(2)
final class RolesIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration STOPPED = Duration.ofSeconds(60);
  private static final String SECRET = "sluice.query-secret=of-this-test";

  @TempDir static Path folder;
  private static EmbeddedBroker kafka;

  @BeforeAll
  static void startKafka() {
    kafka =
        EmbeddedBroker.start(BrokerSettings.in(folder.resolve("kafka")), new SplittableRandom());
  }

  @AfterAll
  static void stopKafka() {
    kafka.close();
  }

  @Test
  void tasks_whileEveryRoleIsReplaced_areDeliveredOnce() throws Exception {
    // One queue on each partition, so that each of two workers gets all of one.
    List<String> queues = List.of(queueOn(0), queueOn(1));
    Path file = Files.writeString(folder.resolve("queues.yaml"), queueFile(queues));
    Path config =
        config(
            "replaced",
            SECRET,
            "sluice.partitions=2",
            "sluice.topic-prefix=a.",
            "sluice.queues-file=" + file);
    CountDownLatch released = new CountDownLatch(1);
    try (RecordingTarget target = RecordingTarget.start(request -> answer(request, released));
        SluiceProcess scheduler = role("scheduler", "scheduler-1", config).awaitReady();
        SluiceProcess worker = role("worker", "worker-1", config);
        SluiceProcess api = api("api-1", config, scheduler)) {
      worker.awaitReady();
      createAll(api, queues, target, "before", 10);
      await().atMost(SOON).until(() -> target.arrivals().size() == 20);
      try (SluiceProcess secondScheduler = role("scheduler", "scheduler-2", config);
          SluiceProcess secondWorker = role("worker", "worker-2", config)) {
        secondScheduler.awaitReady();
        secondWorker.awaitReady();
        createAll(api, queues, target, "slow", 50);
        createAll(api, queues, target, "long", 5);
        await().atMost(SOON).until(() -> target.open() >= 110);

        worker.terminate();
        assertThat(scheduler.stop(STOPPED)).contains(0);
        released.countDown();

        try (SluiceProcess secondApi = api("api-2", config, secondScheduler)) {
          createAll(secondApi, queues, target, "after", 10);
          await()
              .atMost(SOON)
              .untilAsserted(() -> {
                assertThat(target.arrivals()).hasSize(150);
                for (String queue : queues) {
                  assertThat(Api.of(secondApi, queue).taskIds()).isEmpty();
                }
              });
          assertThat(worker.exitCode(STOPPED)).contains(0);
          assertThat(heldAtStop(worker)).isGreaterThanOrEqualTo(50);
          assertThat(target.arrivals().stream().map(RecordingTarget.Arrival::taskName))
              .doesNotHaveDuplicates();
        }
      }
    }
  }

  /** Slow ones are answered when a test says so, long ones after 20 s. */
  private static int answer(RecordingTarget.Request request, CountDownLatch released) {
    if (request.taskName().startsWith("slow")) {
      awaitQuietly(released);
    } else if (request.taskName().startsWith("long")) {
      LockSupport.parkNanos(Duration.ofSeconds(20).toNanos());
    }
    return 200;
  }

  private static String queueOn(int partition) {
    return IntStream.iterate(0, i -> i + 1)
        .mapToObj(i -> "moved-" + i)
        .filter(id -> Partitions.of(Api.PARENT + "/queues/" + id, 2) == partition)
        .findFirst()
        .orElseThrow();
  }

  private static String queueFile(List<String> queues) {
    return queues.stream()
        .map(queue -> "- name: " + Api.PARENT + "/queues/" + queue + "\n")
        .collect(Collectors.joining());
  }

  private static void createAll(
      SluiceProcess api, List<String> queues, RecordingTarget target, String kind, int perQueue) {
    queues.parallelStream()
        .forEach(id ->
            IntStream.range(0, perQueue)
                .parallel()
                .forEach(i -> {
                  try {
                    Api.of(api, id).createTask(kind + "-" + id + "-" + i, target.url("/"), "");
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                }));
  }

  private static int heldAtStop(SluiceProcess worker) {
    Matcher held = Pattern.compile("event=worker_stopping held=(\\d+)").matcher(worker.stderr());
    assertThat(held.find()).isTrue();
    return Integer.parseInt(held.group(1));
  }

  @Test
  void lanes_addedToARunningInstallation_letAHotQueueUseAllWorkers() throws Exception {
    String[] common = {
      SECRET,
      "sluice.partitions=1",
      "sluice.topic-prefix=d.",
      "sluice.worker.max-in-flight=16",
      "worker.consumer.metadata.max.age.ms=500"
    };
    Path one = config("one-lane", common);
    Path two = config("two-lanes", common);
    Files.writeString(two, Files.readString(two) + "sluice.lanes=2\n");
    CountDownLatch released = new CountDownLatch(1);
    try (RecordingTarget target =
            RecordingTarget.start(request -> {
              if (request.taskName().startsWith("hot")) {
                awaitQuietly(released);
              }
              return 200;
            });
        SluiceProcess worker = role("worker", "worker-4", one);
        SluiceProcess idle = role("worker", "worker-5", one);
        SluiceProcess scheduler = role("scheduler", "scheduler-6", one).awaitReady();
        SluiceProcess api = api("api-5", one, scheduler)) {
      worker.awaitReady();
      idle.awaitReady();
      Api.withQueue(api, "hot", "");
      createAll(api, List.of("hot"), target, "hot", 40);
      // All but the eighth that is kept for others, although nothing of it ends.
      await().atMost(SOON).until(() -> target.open() == 14);
      Api.withQueue(api, "other", "").createTask("other", target.url("/"), "");
      await().atMost(SOON).until(() -> target.arrivals().size() == 1);

      assertThat(scheduler.stop(STOPPED)).contains(0);
      try (SluiceProcess again = role("scheduler", "scheduler-6", two).awaitReady()) {
        assertThat(again.stderr()).contains("event=lanes_added topic=d.dispatches before=1 now=2");
        await().atMost(SOON).until(() -> target.open() == 28);
        released.countDown();
        await().atMost(SOON).until(() -> target.arrivals().size() == 41);
        assertThat(target.arrivals().stream().map(RecordingTarget.Arrival::taskName))
            .doesNotHaveDuplicates();
      }
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void mistakes_areOneLineEach() throws Exception {
    Path plain = config("plain", "sluice.partitions=2", "sluice.topic-prefix=b.");
    Path open = config("open", "sluice.scheduler.query-bind=0.0.0.0");
    Path other = config("other", "sluice.partitions=3", "sluice.topic-prefix=b.");
    try (SluiceProcess scheduler = role("scheduler", "scheduler-3", plain).awaitReady();
        SluiceProcess noSchedulers = role("api", "api-3", plain);
        SluiceProcess openQueries = role("scheduler", "scheduler-4", open);
        SluiceProcess otherCount = role("worker", "worker-3", other);
        SluiceProcess sameFolder = role("scheduler", "scheduler-3", plain);
        SluiceProcess noKafka = SluiceProcess.role(folder.resolve("no-kafka"), "worker")) {
      assertThat(error(noSchedulers)).contains("sluice.api.schedulers: not set");
      assertThat(error(openQueries))
          .contains("sluice.scheduler.query-bind: 0.0.0.0")
          .contains("sluice.query-secret");
      assertThat(error(otherCount))
          .contains("sluice.partitions: 3 (expected: 2, as topic b.tasks has");
      assertThat(error(noKafka)).contains("sluice.bootstrap-servers: not set");
      assertThat(sameFolder.exitCode(SOON)).contains(1);
      assertThat(scheduler.stop(STOPPED)).contains(0);
      assertThat(scheduler.stderr()).contains("error: ").contains("scheduler-3");
    }
  }

  @Test
  void api_withAnotherSecret_isNotReady_andTheLogSaysWhy() throws Exception {
    Path config = config("secret", SECRET, "sluice.partitions=1", "sluice.topic-prefix=c.");
    Path wrong = config("wrong", "sluice.query-secret=another", "sluice.topic-prefix=c.");
    try (SluiceProcess scheduler = role("scheduler", "scheduler-5", config).awaitReady();
        SluiceProcess api =
            SluiceProcess.role(
                folder.resolve("api-4"), "api", "--config", asking(wrong, scheduler).toString())) {
      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(api.stderr()).contains("event=scheduler_refused_secret"));
      assertThat(api.lines()).isEmpty();
      Checked checked = Checked.by("--config", wrong.toString(), "--role", "api");
      assertThat(checked.exitCode()).isEqualTo(1);
      assertThat(checked.of("scheduler"))
          .extracting(Checked.Found::found)
          .containsExactly("refuses the secret");
    }
  }

  private static Path asking(Path config, SluiceProcess scheduler) throws Exception {
    return Files.writeString(
        config,
        Files.readString(config)
            + "sluice.api.port=0\nsluice.api.schedulers=127.0.0.1:"
            + scheduler.port()
            + "\n");
  }

  private static String error(SluiceProcess process) throws Exception {
    assertThat(process.exitCode(SOON)).contains(1);
    assertThat(process.stderr().lines().filter(line -> line.startsWith("error: "))).hasSize(1);
    return process.stderr();
  }

  private static Path config(String name, String... lines) throws Exception {
    return Files.writeString(
        folder.resolve(name + ".properties"),
        "sluice.bootstrap-servers="
            + kafka.bootstrapServers()
            + "\n"
            + String.join("\n", lines)
            + "\n");
  }

  private static SluiceProcess role(String role, String data, Path config) throws Exception {
    return SluiceProcess.role(folder.resolve(data), role, "--config", config.toString());
  }

  private static SluiceProcess api(String data, Path config, SluiceProcess scheduler)
      throws Exception {
    Path own = folder.resolve(data + ".properties");
    Files.copy(config, own);
    return role("api", data, asking(own, scheduler)).awaitReady();
  }
}
