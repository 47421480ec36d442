package dev.sluice.topology.stream;

import static dev.sluice.topology.stream.SchedulerDriver.QUEUE;
import static dev.sluice.topology.stream.SchedulerDriver.TOPICS;
import static dev.sluice.topology.stream.SchedulerDriver.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.ConfluentFormat;
import dev.sluice.schemas.TaskJson;
import dev.sluice.schemas.TaskReader;
import dev.sluice.schemas.registry.TaskSchemas;
import dev.sluice.topology.SchedulerSettings;
import dev.sluice.topology.core.Budget;
import dev.sluice.topology.core.Decision.QueueFull;
import dev.sluice.v1.Dispatch;
import dev.sluice.v1.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Records of Kafka apps for full queues, through the whole topology. */
final class BacklogTest {

  private static final byte[] VALUE = utf8("{\"httpRequest\":{\"url\":\"http://a/\"}}");
  private static final Duration TICK = Duration.ofMillis(20);

  private final Map<Integer, TaskSchemas.Answer> answers = new HashMap<>();
  private final SchedulerDriver driver;
  private final List<Dispatch> open = new ArrayList<>();
  private final List<String> dispatched = new ArrayList<>();

  BacklogTest(@TempDir Path stateDir) {
    driver =
        new SchedulerDriver(
            1,
            stateDir,
            new SchedulerSettings.Room(new Budget(2, 1L << 30), List.of(), 0, 0),
            id -> answers.getOrDefault(id, new TaskSchemas.NotYet()));
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

  /** Records that wait for their schema, among others that wait for room. */
  @Nested
  final class Unread {

    private static final int SCHEMA = 7;

    private void sendConfluent(String id) {
      byte[] avro = AvroCodec.encode(TaskJson.decode(VALUE));
      driver.send(
          TOPICS.tasks(),
          utf8(QUEUE + "/tasks/" + id),
          ConfluentFormat.value(SCHEMA, avro, AvroCodec.HEADER_BYTES));
    }

    private void sendJson(String id) {
      driver.send(TOPICS.tasks(), utf8(QUEUE + "/tasks/" + id), VALUE);
    }

    private void know() {
      answers.put(
          SCHEMA,
          new TaskSchemas.Known(
              TaskReader.of(new Schema.Parser().parse(AvroCodec.schemaText(Task.class)))));
    }

    private void finishAll() {
      for (int i = 0; i < 20; i++) {
        finish(2);
      }
    }

    @Test
    void recordsReadLate_comeInOnce_andNoneThatWaitsIsForgotten() {
      sendConfluent("c0");
      for (int i = 0; i < 4; i++) {
        sendJson("j" + i);
      }
      sendConfluent("c1");
      sendJson("c1");
      sendJson("j4");
      know();
      driver.passTime(TICK);
      finishAll();

      assertThat(dispatched).containsExactlyInAnyOrder("c0", "c1", "j0", "j1", "j2", "j3", "j4");
      assertThat(driver.reader().stats(QUEUE, 0).pending()).isEqualTo(new Budget.Pending(0, 0, 0));
    }

    @Test
    void recordsWithoutNames_readLate_comeInOnce() {
      for (int i = 0; i < 3; i++) {
        driver.send(TOPICS.tasks(), utf8(QUEUE), VALUE);
      }
      byte[] avro = AvroCodec.encode(TaskJson.decode(VALUE));
      driver.send(
          TOPICS.tasks(), utf8(QUEUE), ConfluentFormat.value(SCHEMA, avro, AvroCodec.HEADER_BYTES));
      driver.send(TOPICS.tasks(), utf8(QUEUE), VALUE);
      know();
      driver.passTime(TICK);
      finishAll();

      assertThat(dispatched).hasSize(5).doesNotHaveDuplicates();
    }

    @Test
    void schemaThatIsForgotten_asByARestart_delaysWhatWaitsForRoom() {
      know();
      for (int i = 0; i < 5; i++) {
        sendConfluent("c" + i);
      }
      answers.clear();
      finishAll();
      assertThat(dispatched).containsExactly("c0", "c1");

      know();
      driver.passTime(Duration.ofSeconds(1));
      driver.holdings();
      finishAll();
      assertThat(dispatched).containsExactly("c0", "c1", "c2", "c3", "c4");
    }
  }
}
