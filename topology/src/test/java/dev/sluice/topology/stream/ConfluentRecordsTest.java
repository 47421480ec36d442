package dev.sluice.topology.stream;

import static dev.sluice.topology.stream.SchedulerDriver.QUEUE;
import static dev.sluice.topology.stream.SchedulerDriver.TASK;
import static dev.sluice.topology.stream.SchedulerDriver.TOPICS;
import static dev.sluice.topology.stream.SchedulerDriver.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.ConfluentFormat;
import dev.sluice.schemas.TaskJson;
import dev.sluice.schemas.TaskReader;
import dev.sluice.schemas.registry.TaskSchemas;
import dev.sluice.topology.core.SchedulerReader;
import dev.sluice.v1.DeadLetterCause;
import dev.sluice.v1.Dispatch;
import dev.sluice.v1.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks in Confluent's format, while their schemas are and are not known. */
final class ConfluentRecordsTest {

  /** What could not be read is tried again so often. */
  private static final Duration TRIED_AGAIN = Duration.ofMillis(100);

  private static final Duration TICK = Duration.ofMillis(20);
  private static final TaskSchemas.Answer KNOWN =
      new TaskSchemas.Known(
          TaskReader.of(new Schema.Parser().parse(AvroCodec.schemaText(Task.class))));

  private final Map<Integer, TaskSchemas.Answer> answers = new ConcurrentHashMap<>();
  private final SchedulerDriver driver;

  ConfluentRecordsTest(@TempDir Path stateDir) {
    driver =
        new SchedulerDriver(1, stateDir, id -> answers.getOrDefault(id, new TaskSchemas.NotYet()));
  }

  @BeforeEach
  void openQueue() {
    driver.createQueue(config -> {});
    driver.holdings();
  }

  @AfterEach
  void close() {
    driver.close();
  }

  private static byte[] confluent(int schemaId, String json) {
    byte[] avro = AvroCodec.encode(TaskJson.decode(utf8(json)));
    return ConfluentFormat.value(schemaId, avro, AvroCodec.HEADER_BYTES);
  }

  private static String due(String time) {
    return "{\"scheduleTime\":\"" + time + "\",\"httpRequest\":{\"url\":\"http://a/\"}}";
  }

  @Test
  void task_ofAKnownSchema_isDispatchedAtOnce() {
    answers.put(7, KNOWN);
    driver.send(
        TOPICS.tasks(), utf8(TASK), confluent(7, "{\"httpRequest\":{\"url\":\"http://a/\"}}"));

    Dispatch dispatch = driver.dispatch();
    assertThat(dispatch.getTaskName()).isEqualTo(TASK);
    assertThat(dispatch.getTask().getHttpRequest().getUrl()).isEqualTo("http://a/");
  }

  @Test
  void task_ofASchemaThatIsNotKnownYet_waits_andNothingElseDoes() {
    driver.send(
        TOPICS.inbox(), utf8(TASK), confluent(7, "{\"httpRequest\":{\"url\":\"http://a/\"}}"));
    driver.json(QUEUE + "/tasks/other", "{\"httpRequest\":{\"url\":\"http://b/\"}}");

    assertThat(driver.dispatch().getTaskName()).isEqualTo(QUEUE + "/tasks/other");
    driver.passTime(Duration.ofHours(3));
    assertThat(driver.read(TOPICS.dispatches())).isEmpty();

    answers.put(7, KNOWN);
    driver.holdings();
    driver.passTime(TRIED_AGAIN);

    Dispatch dispatch = driver.dispatch();
    assertThat(dispatch.getTaskName()).isEqualTo(TASK);
    assertThat(dispatch.getIncarnation().getTopic()).isEqualTo("sluice.inbox");
  }

  @Test
  void task_keyedByItsQueue_getsTheNameOfWhereItFirstStood() {
    driver.send(
        TOPICS.tasks(), utf8(QUEUE), confluent(7, "{\"httpRequest\":{\"url\":\"http://a/\"}}"));
    answers.put(7, KNOWN);
    driver.passTime(TICK);

    assertThat(driver.dispatch().getTaskName()).isEqualTo(QUEUE + "/tasks/sluice_dtasks-0-0");
  }

  @Test
  void deletion_ofATaskThatWaits_waitsBehindIt() {
    driver.send(TOPICS.tasks(), utf8(TASK), confluent(7, due("2026-12-01T00:00:00Z")));
    driver.send(TOPICS.tasks(), utf8(TASK), (byte[]) null);
    driver.json(TASK, due("2026-12-01T00:00:00Z"));
    assertThat(driver.reader().task(QUEUE, "t1")).isInstanceOf(SchedulerReader.Unknown.class);

    answers.put(7, KNOWN);
    driver.passTime(TICK);

    // Created, deleted, and its name still taken when the next one came.
    assertThat(driver.reader().task(QUEUE, "t1")).isInstanceOf(SchedulerReader.Gone.class);
  }

  @Test
  void task_ofASchemaThatTheRegistryLacks_isADeadLetterWithItsBytes() {
    byte[] value = confluent(7, due("2026-12-01T00:00:00Z"));
    driver.send(TOPICS.tasks(), utf8(TASK), value);

    answers.put(7, new TaskSchemas.Unusable("schema id: 7 (expected: one that is there)"));
    driver.passTime(TICK);

    assertThat(driver.deadLetters())
        .singleElement()
        .satisfies(letter -> {
          assertThat(letter.getCause()).isEqualTo(DeadLetterCause.UNREADABLE);
          assertThat(letter.getMessage()).isEqualTo("schema id: 7 (expected: one that is there)");
          assertThat(letter.getTaskName()).isEqualTo(TASK);
          assertThat(letter.getRaw().array()).isEqualTo(value);
        });
  }

  @Test
  void task_damagedOrTooShort_isADeadLetter() {
    answers.put(7, KNOWN);
    driver.send(TOPICS.tasks(), utf8(TASK), new byte[] {0, 0, 0, 0, 7, (byte) 0xFF});
    driver.send(TOPICS.tasks(), utf8(TASK), new byte[] {0, 0});

    assertThat(driver.deadLetters())
        .extracting(letter -> letter.getCause())
        .containsExactly(DeadLetterCause.UNREADABLE, DeadLetterCause.UNREADABLE);
  }

  @Test
  void task_withoutARegistry_isADeadLetterThatSaysWhatToSet(@TempDir Path stateDir) {
    try (SchedulerDriver without = new SchedulerDriver(1, stateDir)) {
      without.send(TOPICS.tasks(), utf8(TASK), confluent(7, due("2026-12-01T00:00:00Z")));

      assertThat(without.deadLetters())
          .singleElement()
          .satisfies(letter ->
              assertThat(letter.getMessage())
                  .contains("schema id 7")
                  .contains("set sluice.registry.urls"));
    }
  }
}
