package dev.sluice.topology.stream;

import static dev.sluice.topology.stream.SchedulerDriver.QUEUE;
import static dev.sluice.topology.stream.SchedulerDriver.TOPICS;
import static dev.sluice.topology.stream.SchedulerDriver.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.topology.SchedulerSettings;
import dev.sluice.topology.core.Budget;
import dev.sluice.topology.core.Decision.QueueFull;
import dev.sluice.v1.Dispatch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records of Kafka apps for full queues, through the whole topology. */
final class BacklogTest {

  private static final byte[] VALUE = utf8("{\"httpRequest\":{\"url\":\"http://a/\"}}");
  private static final Duration TICK = Duration.ofMillis(20);

  private final SchedulerDriver driver;
  private final List<Dispatch> open = new ArrayList<>();
  private final List<String> dispatched = new ArrayList<>();

  BacklogTest(@TempDir Path stateDir) {
    driver =
        new SchedulerDriver(
            1, stateDir, new SchedulerSettings.Room(new Budget(2, 1L << 30), List.of(), 0, 0));
    driver.createQueue(_ -> {});
    driver.holdings();
  }

  @AfterEach
  void close() {
    driver.close();
  }

  private void see() {
    for (Dispatch dispatch : driver.read(TOPICS.dispatches(), Dispatch.class)) {
      open.add(dispatch);
      dispatched.add(dispatch.getTaskName().substring(QUEUE.length() + "/tasks/".length()));
    }
  }

  private void finish(int tasks) {
    see();
    for (int i = 0; i < tasks && !open.isEmpty(); i++) {
      driver.outcome(open.removeFirst(), 200);
    }
    driver.passTime(TICK);
    see();
  }

  @Test
  void records_overTheLimit_waitAndAreAllDelivered_inOrderOfEachTopic() {
    for (int i = 0; i < 10; i++) {
      driver.send(TOPICS.tasks(), utf8(QUEUE + "/tasks/t" + i), VALUE);
      driver.send(TOPICS.inbox(), utf8(QUEUE + "/tasks/i" + i), VALUE);
    }
    driver.passTime(TICK);
    see();
    assertThat(dispatched).containsExactly("t0", "i0");
    assertThat(driver.fullQueues).extracting(QueueFull::queueName).containsOnly(QUEUE);
    assertThat(driver.reader().stats(QUEUE, 0).pending().held()).isEqualTo(18);

    for (int i = 0; i < 30; i++) {
      finish(2);
    }

    assertThat(dispatched).hasSize(20).doesNotHaveDuplicates();
    assertThat(dispatched).filteredOn(id -> id.startsWith("t")).isSorted();
    assertThat(dispatched).filteredOn(id -> id.startsWith("i")).isSorted();
    assertThat(driver.deadLetters()).isEmpty();
    assertThat(driver.reader().stats(QUEUE, 0).pending()).isEqualTo(new Budget.Pending(0, 0, 0));
  }

  @Test
  void keysThatAreQueueNames_waitToo_andNoneIsMistakenForAnother() {
    for (int i = 0; i < 6; i++) {
      driver.send(TOPICS.tasks(), utf8(QUEUE), VALUE);
    }
    for (int i = 0; i < 10; i++) {
      finish(1);
    }
    assertThat(dispatched).hasSize(6).doesNotHaveDuplicates();
  }

  @Test
  void shortageOfDisk_holdsRecordsBack_andEndsByItself() {
    driver.shortage(Optional.of(new Budget.Shortage(1, 2)));
    driver.passTime(TICK);
    driver.send(TOPICS.tasks(), utf8(QUEUE + "/tasks/a"), VALUE);
    driver.passTime(TICK);
    see();
    assertThat(dispatched).isEmpty();
    assertThat(driver.fullQueues.getFirst().message()).startsWith("The disk is nearly full");

    driver.shortage(Optional.empty());
    driver.passTime(TICK);
    see();
    assertThat(dispatched).containsExactly("a");
  }
}
