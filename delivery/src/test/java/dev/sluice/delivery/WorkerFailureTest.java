package dev.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.delivery.core.AddressRules;
import dev.sluice.schemas.TopicNames;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A worker that cannot go on says so, and can be closed. */
@Timeout(120)
final class WorkerFailureTest {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final AtomicInteger INSTALLATIONS = new AtomicInteger();

  @TempDir static Path folder;
  private static TestBroker broker;

  private final AtomicReference<String> failingThread = new AtomicReference<>("none");
  private TopicNames topics;
  private SchedulerStub scheduler;
  private RawTarget target;

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
    topics = new TopicNames("failure" + INSTALLATIONS.incrementAndGet() + ".");
    scheduler = new SchedulerStub(broker.bootstrapServers(), topics);
    target = RawTarget.answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  }

  @AfterEach
  void stop() throws Exception {
    scheduler.close();
    target.close();
  }

  @Test
  void reader_endedByAnError_isAFailureOfTheWorker() {
    try (WorkerRole worker = readyWorker("w1", "one")) {
      assertThat(worker.failure()).isEmpty();

      failingThread.set("sluice-worker-reader");
      scheduler.dispatch(0, "t", target.url(), PATIENCE);

      await().atMost(PATIENCE).until(() -> worker.failure().isPresent());
      assertThat(worker.failure())
          .hasValue("worker: stopped by java.lang.NoClassDefFoundError: as if");
      assertThat(worker.isReady()).isFalse();
    }
  }

  @Test
  void clock_withAnError_isAFailureOfTheWorkerThatAnswersAllTheSame() {
    WorkerRole worker = readyWorker("w1", "one");
    scheduler.dispatch(0, "t", target.url(), PATIENCE);
    await().atMost(PATIENCE).until(() -> scheduler.outcomes().size() == 1);

    failingThread.set("sluice-worker-clock");
    await().atMost(PATIENCE).until(() -> worker.failure().isPresent());

    assertThat(worker.failure())
        .hasValue("worker: stopped by java.lang.NoClassDefFoundError: as if");
    assertThat(worker.isReady()).isFalse();
    worker.close();
    assertThat(worker.heldCount()).isZero();
    assertThat(scheduler.holdings().getLast().getOwned()).isEmpty();
  }

  @Test
  void worker_whosePlaceIsTaken_hasFailed_andTheOtherHasNot() {
    try (WorkerRole first = readyWorker("w1", "same");
        WorkerRole second = readyWorker("w2", "same")) {
      await().atMost(PATIENCE).until(() -> first.failure().isPresent());

      assertThat(first.failure()).hasValue("worker: another one joined as same");
      assertThat(first.isReady()).isFalse();
      assertThat(second.failure()).isEmpty();
    }
  }

  @Test
  void consumerSetting_thatIsWrong_isRefusedBeforeAnythingStarts() {
    List<Thread> before = workerThreads();

    assertThatThrownBy(() -> start("w1", "one", Map.of("session.timeout.ms", "abc")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("abc for configuration session.timeout.ms");

    assertThat(workerThreads()).isSubsetOf(before);
  }

  private static List<Thread> workerThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("sluice-worker-"))
        .toList();
  }

  private long nanoTime() {
    if (Thread.currentThread().getName().equals(failingThread.get())) {
      throw new NoClassDefFoundError("as if");
    }
    return System.nanoTime();
  }

  private WorkerRole readyWorker(String workerId, String groupInstanceId) {
    WorkerRole worker = start(workerId, groupInstanceId, Map.of());
    await().atMost(PATIENCE).until(worker::isReady);
    return worker;
  }

  private WorkerRole start(
      String workerId, String groupInstanceId, Map<String, String> consumerProperties) {
    return WorkerRole.start(
        new WorkerSettings(
            new WorkerSettings.Cluster(
                broker.bootstrapServers(),
                topics,
                SchedulerStub.PARTITIONS,
                consumerProperties,
                Map.of()),
            WorkerSettings.Identity.fixed(workerId, groupInstanceId),
            WorkerSettings.Capacity.DEFAULT,
            AddressRules.DEFAULT,
            WorkerSettings.Requests.DEFAULT,
            OutboundSettings.DEFAULT,
            Duration.ofSeconds(1),
            new WorkerSettings.Surroundings(
                new SimpleMeterRegistry(),
                InstantSource.system(),
                InstantSource.system(),
                this::nanoTime)));
  }
}
