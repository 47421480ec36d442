package dev.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.delivery.core.AddressRules;
import dev.sluice.schemas.TopicNames;
import dev.sluice.v1.Outcome;
import dev.sluice.v1.OutcomeKind;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class WorkerOutageTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  @Test
  void outcome_ofARequestThatEndedWhileKafkaWasAway_arrivesAfterwardsAndTheWorkerGoesOn()
      throws Exception {
    CountDownLatch mayAnswer = new CountDownLatch(1);
    TopicNames topics = new TopicNames("outage.");
    try (TestBroker broker = TestBroker.start(folder);
        SchedulerStub scheduler = new SchedulerStub(broker.bootstrapServers(), topics);
        RawTarget target =
            new RawTarget(connection -> {
              awaitQuietly(mayAnswer);
              RawTarget.write(connection, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
              connection.close();
            });
        WorkerRole worker = WorkerRole.start(settings(broker, topics))) {
      await().atMost(PATIENCE).until(worker::isReady);
      scheduler.dispatch(0, "before", target.url(), Duration.ofSeconds(60));
      await().atMost(PATIENCE).until(() -> target.heads().size() == 1);

      broker.stop();
      mayAnswer.countDown();
      await().atMost(PATIENCE).until(() -> !worker.isReady());
      assertThat(worker.heldCount()).isEqualTo(1);
      broker.restart();

      await().atMost(PATIENCE).until(() -> scheduler.outcomes().size() == 1);
      Outcome outcome = scheduler.outcomes().getFirst();
      assertThat(outcome.getKind()).isEqualTo(OutcomeKind.RESPONDED);
      await().atMost(PATIENCE).until(() -> worker.heldCount() == 0);
      await().atMost(PATIENCE).until(worker::isReady);
      scheduler.dispatch(0, "after", target.url(), Duration.ofSeconds(60));
      await().atMost(PATIENCE).until(() -> scheduler.outcomes().size() == 2);
      assertThat(target.heads()).hasSize(2);
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static WorkerSettings settings(TestBroker broker, TopicNames topics) {
    return new WorkerSettings(
        new WorkerSettings.Cluster(
            broker.bootstrapServers(), topics, SchedulerStub.PARTITIONS, Map.of(), Map.of()),
        WorkerSettings.Identity.fixed("w1", "w1"),
        WorkerSettings.Capacity.DEFAULT,
        AddressRules.DEFAULT,
        WorkerSettings.Requests.DEFAULT,
        OutboundSettings.DEFAULT,
        Duration.ofSeconds(5),
        WorkerSettings.Surroundings.real(new SimpleMeterRegistry()));
  }
}
