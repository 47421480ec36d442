package dev.sluice.topology.stream;

import static dev.sluice.topology.stream.SchedulerDriver.QUEUE;
import static dev.sluice.topology.stream.SchedulerDriver.TASK;
import static dev.sluice.topology.stream.SchedulerDriver.TOPICS;
import static dev.sluice.topology.stream.SchedulerDriver.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.schemas.Partitions;
import dev.sluice.topology.core.Decision.Verdict.QueueDone;
import dev.sluice.topology.core.Decision.Verdict.Reason;
import dev.sluice.topology.core.Decision.Verdict.Rejected;
import dev.sluice.topology.core.InputTopic;
import dev.sluice.topology.core.SchedulerReader;
import dev.sluice.v1.DeadLetter;
import dev.sluice.v1.DeadLetterCause;
import dev.sluice.v1.Dispatch;
import dev.sluice.v1.Queue;
import dev.sluice.v1.Retry;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SchedulerTopologyTest {

  private static final String VALUE =
      "{\"httpRequest\":{\"url\":\"https://example.com/\",\"body\":\"aGVsbG8=\"}}";

  private final SchedulerDriver driver;

  SchedulerTopologyTest(@TempDir Path stateDir) {
    driver = new SchedulerDriver(1, stateDir);
  }

  @BeforeEach
  void openQueue() {
    driver.createQueue(config -> config.setMaxAttempts(2));
    driver.holdings();
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void createQueue_command_writesQueueAndVerdict() {
    assertThat(driver.read(TOPICS.queues(), Queue.class))
        .singleElement()
        .satisfies(queue -> assertThat(queue.getName()).isEqualTo(QUEUE));
    assertThat(driver.verdicts)
        .singleElement()
        .satisfies(verdict -> {
          assertThat(verdict.about().topic()).isEqualTo(InputTopic.COMMANDS);
          assertThat(verdict.result()).isInstanceOf(QueueDone.class);
        });
  }

  @Test
  void task_dueAndAnswered2xx_isDispatchedOnceAndGone() {
    driver.json(TASK, VALUE);

    Dispatch dispatch = driver.dispatch();
    assertThat(dispatch.getTaskName()).isEqualTo(TASK);
    assertThat(dispatch.getDispatchCount()).isEqualTo(1);
    assertThat(dispatch.getIncarnation().getTopic()).isEqualTo("sluice.tasks");
    assertThat(dispatch.getTask().getName()).isEqualTo(TASK);
    assertThat(dispatch.getTask().getHttpRequest().getBody())
        .isEqualTo(ByteBuffer.wrap(utf8("hello")));
    assertThat(driver.reader().task(QUEUE, "t1")).isInstanceOf(SchedulerReader.Living.class);

    driver.outcome(dispatch, 200);
    driver.passTime(Duration.ofHours(1).minusSeconds(1));
    assertThat(driver.reader().task(QUEUE, "t1")).isInstanceOf(SchedulerReader.Gone.class);
    assertThat(driver.read(TOPICS.dispatches(), Dispatch.class)).isEmpty();
  }

  @Test
  void rest_isLongUntilATaskFallsDue() {
    driver.passTime(Duration.ofSeconds(59));
    assertThat(driver.rest()).isEqualTo(PollRest.LONGEST);

    driver.json(
        TASK,
        "{\"scheduleTime\":\"2026-11-22T00:01:00.057Z\",\"httpRequest\":{\"url\":\"http://a/\"}}");
    driver.passTime(Duration.ofSeconds(1));
    driver.holdings();
    driver.passTime(Duration.ofMillis(7));
    assertThat(driver.rest()).isEqualTo(Duration.ofMillis(50));

    driver.passTime(Duration.ofMillis(50));
    assertThat(driver.dispatch().getTaskName()).isEqualTo(TASK);
  }

  @Test
  void task_answered503_retriesThroughTheTopicThenDies() {
    driver.json(TASK, VALUE);
    driver.outcome(driver.dispatch(), 503);

    Retry retry = driver.read(TOPICS.retries(), Retry.class).getFirst();
    assertThat(retry.getTaskName()).isEqualTo(TASK);
    assertThat(retry.getDispatchCount()).isEqualTo(1);
    assertThat(driver.read(TOPICS.dispatches())).isEmpty();

    driver.passTime(Duration.ofMillis(200));
    Dispatch second = driver.dispatch();
    assertThat(second.getDispatchCount()).isEqualTo(2);
    assertThat(second.getPreviousResponse()).isEqualTo(503);

    driver.outcome(second, 500);
    TestRecord<byte[], byte[]> dead = driver.read(TOPICS.deadLetters()).getFirst();
    assertThat(new String(dead.key(), StandardCharsets.UTF_8)).isEqualTo("0-1");
    assertThat(header(dead, "sluice-cause")).isEqualTo("ATTEMPTS_EXHAUSTED");
    assertThat(header(dead, "sluice-source-topic")).isEqualTo("sluice.tasks");
    assertThat(header(dead, "sluice-source-offset")).isEqualTo("0");
  }

  @Test
  void task_keyedByQueue_getsIdFromCoordinates() {
    driver.json(QUEUE, VALUE);

    Dispatch dispatch = driver.dispatch();
    assertThat(dispatch.getTaskName()).isEqualTo(QUEUE + "/tasks/sluice_dtasks-0-0");
    assertThat(dispatch.getTask().getGeneratedName()).isTrue();
  }

  @Test
  void task_secondOfItsName_isRejectedAfterTheCommit() {
    driver.json(TASK, VALUE);
    driver.json(TASK, VALUE);

    assertThat(driver.verdicts.getLast().about().offset()).isEqualTo(1);
    assertThat(driver.verdicts.getLast().result())
        .isEqualTo(new Rejected(Reason.ALREADY_EXISTS, "Requested entity already exists"));
    assertThat(driver.read(TOPICS.dispatches())).hasSize(1);
  }

  @Test
  void nullValue_waitingTask_isDeleted() {
    driver.json(
        TASK,
        "{\"scheduleTime\":\"2026-12-01T00:00:00Z\",\"httpRequest\":{\"url\":\"http://a/\"}}");
    driver.send(TOPICS.tasks(), utf8(TASK), (byte[]) null);

    driver.passTime(Duration.ofDays(20));
    assertThat(driver.read(TOPICS.dispatches())).isEmpty();
    assertThat(driver.reader().task(QUEUE, "t1")).isNotInstanceOf(SchedulerReader.Living.class);
  }

  @Test
  void badRecords_ofEveryKind_becomeDeadLettersAndStopNothing() {
    driver.send(TOPICS.tasks(), utf8(TASK), utf8("not a task"));
    driver.send(TOPICS.tasks(), utf8("no name"), utf8(VALUE));
    driver.send(TOPICS.inbox(), null, utf8(VALUE));
    driver.json(TASK, "{\"name\":\"" + TASK + "2\",\"httpRequest\":{\"url\":\"http://a/\"}}");
    driver.json(TASK, "{\"httpRequest\":{\"url\":\"ftp://a/\"}}");
    driver.send(TOPICS.tasks(), utf8(QUEUE), (byte[]) null);
    driver.send(TOPICS.outcomes(), utf8("w1"), utf8("garbage"));
    driver.send(TOPICS.retries(), utf8(TASK), (byte[]) null);
    driver.json(TASK, VALUE);

    assertThat(driver.dispatch().getTaskName()).isEqualTo(TASK);
    List<DeadLetter> letters = driver.deadLetters();
    assertThat(letters)
        .extracting(DeadLetter::getCause)
        .containsExactly(
            DeadLetterCause.UNREADABLE,
            DeadLetterCause.INVALID,
            DeadLetterCause.INVALID,
            DeadLetterCause.INVALID,
            DeadLetterCause.INVALID,
            DeadLetterCause.INVALID,
            DeadLetterCause.UNREADABLE,
            DeadLetterCause.UNREADABLE);
    assertThat(letters.get(0).getRaw()).isEqualTo(ByteBuffer.wrap(utf8("not a task")));
    assertThat(letters.get(0).getTaskName()).isEqualTo(TASK);
    assertThat(letters.get(2).getSource().getTopic()).isEqualTo("sluice.inbox");
    assertThat(letters.get(3).getMessage())
        .isEqualTo("name: " + TASK + "2 (expected: the record's key, " + TASK + ")");
  }

  @Test
  void badRecord_onTasks_isAlsoRejected() {
    driver.send(TOPICS.tasks(), utf8(TASK), utf8("not a task"));

    assertThat(driver.verdicts.getLast().about().topic()).isEqualTo(InputTopic.TASKS);
    assertThat(driver.verdicts.getLast().result()).isInstanceOf(Rejected.class);
  }

  @Test
  void tooLarge_taskOrValue_isADeadLetterWithoutBytes() {
    String body = "AAAA".repeat(Settings.SMALL.maxTaskBytes() / 3 + 1);
    driver.json(TASK, VALUE.replace("aGVsbG8=", body));
    driver.send(TOPICS.tasks(), utf8(TASK), new byte[Settings.SMALL.maxTaskBytes() * 2 + 1]);

    assertThat(driver.deadLetters())
        .hasSize(2)
        .allSatisfy(letter -> {
          assertThat(letter.getCause()).isEqualTo(DeadLetterCause.TOO_LARGE);
          assertThat(letter.getRaw()).isNull();
          assertThat(letter.getTask()).isNull();
          assertThat(letter.getTaskName()).isEqualTo(TASK);
        });
  }

  @Test
  void invalidCommand_ofEveryKind_isAnsweredAndNoDeadLetter() {
    driver.send(TOPICS.commands(), utf8(QUEUE), utf8("garbage"));
    driver.send(TOPICS.commands(), utf8(QUEUE), (byte[]) null);
    driver.createQueue(config -> config.setMaxDispatchesPerSecond(-1.0));

    assertThat(driver.verdicts).hasSize(4);
    assertThat(driver.verdicts.subList(1, 4))
        .allSatisfy(verdict -> assertThat(verdict.result()).isInstanceOf(Rejected.class));
    assertThat(driver.read(TOPICS.deadLetters())).isEmpty();
  }

  @Test
  void state_afterACommit_isInTheChangelog() {
    driver.read("sluice-scheduler-index-changelog");
    driver.json(TASK, VALUE);

    // The offset is moving state: it is written by the flush before the commit and by nothing else.
    assertThat(driver.read("sluice-scheduler-index-changelog")).isNotEmpty();
    assertThat(driver.reader().processed(InputTopic.TASKS)).hasValue(0);
  }

  @Test
  void misrouted_record_isForwardedOnceThenDead(@TempDir Path stateDir) {
    String foreign = queueOf(1);
    try (SchedulerDriver two = new SchedulerDriver(2, stateDir)) {
      two.json(foreign + "/tasks/t", VALUE);

      // The test driver has one partition: the copy comes back to the same, wrong one.
      TestRecord<byte[], byte[]> copy = two.read(TOPICS.rerouted()).getFirst();
      assertThat(copy.value()).isEqualTo(utf8(VALUE));
      assertThat(header(copy, "sluice-first-topic")).isEqualTo("sluice.tasks");
      assertThat(header(copy, "sluice-first-partition")).isEqualTo("0");
      assertThat(header(copy, "sluice-first-offset")).isEqualTo("0");
      assertThat(two.deadLetters())
          .singleElement()
          .satisfies(letter -> {
            assertThat(letter.getCause()).isEqualTo(DeadLetterCause.MISROUTED);
            assertThat(letter.getSource().getTopic()).isEqualTo("sluice.tasks");
          });
    }
  }

  private static String queueOf(int partition) {
    for (int i = 0; ; i++) {
      String name = "projects/p/locations/l/queues/q" + i;
      if (Partitions.of(name, 2) == partition) {
        return name;
      }
    }
  }

  private static String header(TestRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }
}
