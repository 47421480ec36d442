package dev.sluice.topology.stream;

import static dev.sluice.topology.stream.SchedulerDriver.QUEUE;
import static dev.sluice.topology.stream.SchedulerDriver.TOPICS;
import static dev.sluice.topology.stream.SchedulerDriver.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.QueueDefaults;
import dev.sluice.schemas.Sequences;
import dev.sluice.schemas.TaskJson;
import dev.sluice.topology.core.SchedulerReader;
import dev.sluice.v1.AppEngineHttpRequest;
import dev.sluice.v1.AppEngineRouting;
import dev.sluice.v1.Command;
import dev.sluice.v1.Coordinates;
import dev.sluice.v1.CreateQueue;
import dev.sluice.v1.DeadLetter;
import dev.sluice.v1.DeadLetterCause;
import dev.sluice.v1.DeleteDeadLetter;
import dev.sluice.v1.DeleteTask;
import dev.sluice.v1.Dispatch;
import dev.sluice.v1.HeldLane;
import dev.sluice.v1.Holdings;
import dev.sluice.v1.HttpMethod;
import dev.sluice.v1.HttpRequest;
import dev.sluice.v1.OidcToken;
import dev.sluice.v1.Outcome;
import dev.sluice.v1.OutcomeKind;
import dev.sluice.v1.OwnedLane;
import dev.sluice.v1.PauseQueue;
import dev.sluice.v1.PurgeQueue;
import dev.sluice.v1.QueueConfig;
import dev.sluice.v1.RedriveDeadLetter;
import dev.sluice.v1.Retry;
import dev.sluice.v1.RunTask;
import dev.sluice.v1.Task;
import dev.sluice.v1.TaskRetryConfig;
import dev.sluice.v1.UpdateQueue;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Good records with bytes changed at random, through the decoder, the core and the stores: a task
 * or a dead letter comes of each, no exception does, and the next good record is processed. A seed
 * makes the same records again; one that has found something stays in the list.
 */
final class RecordFuzzTest {

  private static final int TASKS = 1_000;
  private static final int OTHERS = 1_000;
  private static final String SPICE = "\"{}[],:\\u0000ﬀ\t-9e999null";

  private final SchedulerDriver driver;

  RecordFuzzTest(@TempDir Path stateDir) {
    driver = new SchedulerDriver(1, stateDir);
  }

  @BeforeEach
  void openQueue() {
    driver.createQueue(config -> {
      config.setMaxDispatchesPerSecond(100_000);
      config.setMaxBurstSize(100_000);
      config.setMaxConcurrentDispatches(100_000);
    });
    hear("w1", 0);
  }

  /** A worker takes whatever comes. */
  private void hear(String worker, long received) {
    driver.send(
        TOPICS.outcomes(),
        worker,
        Holdings.newBuilder()
            .setWorkerId(worker)
            .setIncarnation("1")
            .setOwned(List.of(new OwnedLane(0, received, 100_000, 1L << 40)))
            .build());
  }

  @AfterEach
  void close() {
    driver.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 20261125})
  void tasks_mutated_areTasksOrDeadLetters(long seed) {
    Random random = new Random(seed);
    int dead = 0;
    for (int i = 0; i < TASKS; i++) {
      String id = "t" + i;
      byte[] value = mutated(valueOf(random, QUEUE + "/tasks/" + id), random);

      driver.send(TOPICS.tasks(), utf8(QUEUE + "/tasks/" + id), value);

      List<DeadLetter> letters = letters();
      boolean lives = driver.reader().task(QUEUE, id) instanceof SchedulerReader.Living;
      String what = "seed %d, record %d, %s".formatted(seed, i, text(value));
      assertThat(letters.size() + (lives ? 1 : 0)).as(what).isEqualTo(1);
      letters.forEach(letter -> assertIsTheRecords(letter, what));
      dead += letters.size();
    }
    // A fuzzer that breaks everything, or nothing, tests little.
    assertThat(dead).isBetween(TASKS / 5, TASKS - TASKS / 10);
    assertGoodTaskIsDispatched();
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 5, 20261126})
  void keys_mutated_areTasksOrDeadLettersOrRefused(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < TASKS; i++) {
      byte[] key = mutated(utf8(QUEUE + "/tasks/k" + i), random);
      driver.send(TOPICS.tasks(), key, valueOf(random, ""));
    }
    // Those for queues that are not there are parked for a minute.
    driver.passTime(Duration.ofSeconds(61));
    for (int tick = 0; tick < 10; tick++) {
      driver.passTime(Duration.ofMillis(100));
    }

    List<DeadLetter> letters = letters();
    letters.forEach(letter -> assertIsTheRecords(letter, "seed " + seed));
    assertThat(letters)
        .extracting(DeadLetter::getCause)
        .contains(DeadLetterCause.INVALID, DeadLetterCause.UNKNOWN_QUEUE);
    int tasks = dispatched().size();
    int duplicates = TASKS - letters.size() - tasks;
    assertThat(duplicates).as("names that were taken, seed " + seed).isBetween(0, TASKS / 10);
    assertGoodTaskIsDispatched();
  }

  @ParameterizedTest
  @ValueSource(longs = {6, 7, 20261127})
  void otherRecords_mutated_stopNothing(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < OTHERS; i++) {
      String task = QUEUE + "/tasks/o" + i / 3;
      driver.json(task, "{\"httpRequest\":{\"url\":\"http://a/\"}}");
      switch (random.nextInt(4)) {
        case 0 -> send(TOPICS.commands(), QUEUE, command(random, task), random);
        case 1 -> send(TOPICS.outcomes(), task, outcome(random, task), random);
        case 2 -> send(TOPICS.outcomes(), "w1", holdings(random), random);
        default -> send(TOPICS.retries(), task, retry(task), random);
      }
      if (random.nextInt(20) == 0) {
        driver.passTime(Duration.ofMillis(random.nextInt(3_000)));
        hear("w1", i);
      }
    }
    letters().forEach(letter -> assertThat(letter.getMessage()).doesNotContain("decoder: failed"));
    assertGoodTaskIsDispatched();
  }

  private void send(String topic, String key, SpecificRecordBase value, Random random) {
    driver.send(topic, utf8(key), mutated(AvroCodec.encode(value), random));
  }

  /** A queue and a worker that no mutant has touched. */
  private void assertGoodTaskIsDispatched() {
    String queue = "projects/p/locations/l/queues/after";
    driver.read(TOPICS.dispatches());
    driver.send(
        TOPICS.commands(), queue, new Command(queue, new CreateQueue(QueueDefaults.config())));
    hear("after", Long.MAX_VALUE / 2);
    driver.json(queue + "/tasks/good", "{\"httpRequest\":{\"url\":\"http://a/\"}}");

    assertThat(dispatched()).contains(queue + "/tasks/good");
  }

  /** Names of the tasks that attempts were asked for since. */
  private Set<String> dispatched() {
    return driver.read(TOPICS.dispatches()).stream()
        .map(entry -> AvroCodec.decode(entry.value()))
        .filter(Dispatch.class::isInstance)
        .map(entry -> ((Dispatch) entry).getTaskName())
        .collect(Collectors.toSet());
  }

  /** Dead letters that came since; removals of others are no letters. */
  private List<DeadLetter> letters() {
    return driver.read(TOPICS.deadLetters()).stream()
        .filter(entry -> entry.value() != null)
        .map(entry -> AvroCodec.decode(entry.value(), DeadLetter.class))
        .toList();
  }

  private static void assertIsTheRecords(DeadLetter letter, String what) {
    assertThat(letter.getSource().getTopic()).as(what).isEqualTo(TOPICS.tasks());
    assertThat(letter.getMessage()).as(what).isNotEmpty().doesNotContain("decoder: failed");
  }

  private static byte[] valueOf(Random random, String name) {
    Task task = random.nextBoolean() ? httpTask(name) : appEngineTask(name);
    return random.nextBoolean() ? AvroCodec.encode(task) : TaskJson.encode(task);
  }

  private static Task httpTask(String name) {
    return Task.newBuilder()
        .setName(name)
        .setHttpRequest(
            HttpRequest.newBuilder()
                .setUrl("https://example.com/work?n=1")
                .setMethod(HttpMethod.PUT)
                .setHeaders(Map.of("Content-Type", "text/plain", "X-Size", "größer"))
                .setBody(ByteBuffer.wrap(utf8("hello")))
                .setOidcToken(new OidcToken("me@example.com", "them"))
                .build())
        .setCreateTime(SchedulerDriver.START)
        .setDispatchDeadlineMillis(15_500)
        .build();
  }

  private static Task appEngineTask(String name) {
    return Task.newBuilder()
        .setName(name)
        .setHttpRequest(HttpRequest.newBuilder().setUrl("").build())
        .setAppEngineHttpRequest(
            AppEngineHttpRequest.newBuilder()
                .setMethod(HttpMethod.POST)
                .setRouting(new AppEngineRouting("worker", "v1", ""))
                .setRelativeUri("/work")
                .setHeaders(Map.of("X-A", "b"))
                .setBody(ByteBuffer.wrap(utf8("hello")))
                .build())
        .setRetryConfig(new TaskRetryConfig(3, 60_000L, 1_000L, 2_500L, 4))
        .build();
  }

  private static Command command(Random random, String task) {
    QueueConfig config = QueueDefaults.config();
    return switch (random.nextInt(8)) {
      case 0 -> new Command(QUEUE, new CreateQueue(config));
      case 1 -> new Command(QUEUE, new UpdateQueue(config, List.of("maxAttempts")));
      case 2 -> new Command(QUEUE, new PauseQueue());
      case 3 -> new Command(QUEUE, new PurgeQueue());
      case 4 -> new Command(task, new RunTask());
      case 5 -> new Command(task, new DeleteTask());
      case 6 -> new Command("", new RedriveDeadLetter("0-" + random.nextInt(9)));
      default -> new Command("", new DeleteDeadLetter("0-" + random.nextInt(9)));
    };
  }

  private static Outcome outcome(Random random, String task) {
    return Outcome.newBuilder()
        .setLane(0)
        .setSequence((long) random.nextInt(OTHERS))
        .setTaskName(task)
        .setWorkerId("w1")
        .setKind(OutcomeKind.RESPONDED)
        .setHttpStatus(random.nextInt(600))
        .setStartTime(SchedulerDriver.START)
        .setResponseTime(SchedulerDriver.START)
        .build();
  }

  private static Holdings holdings(Random random) {
    return Holdings.newBuilder()
        .setWorkerId("w1")
        .setIncarnation("1")
        .setOwned(List.of(new OwnedLane(0, (long) random.nextInt(OTHERS), 1_000, 1L << 30)))
        .setHeld(List.of(new HeldLane(0, Sequences.encode(new long[] {1, 2, 9}))))
        .build();
  }

  private static Retry retry(String task) {
    return Retry.newBuilder()
        .setTaskName(task)
        .setIncarnation(new Coordinates(TOPICS.tasks(), 0, 1L))
        .setDispatchCount(1)
        .setNextAttemptTime(SchedulerDriver.START)
        .setCause("HTTP 503")
        .build();
  }

  private static byte[] mutated(byte[] good, Random random) {
    byte[] bytes = good.clone();
    int mutations = random.nextInt(4) == 0 ? 1 + random.nextInt(4) : 1;
    for (int i = 0; i < mutations; i++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(6)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes[at] = (byte) 0xff;
        case 3 -> bytes[at] = (byte) SPICE.charAt(random.nextInt(SPICE.length()));
        case 4 -> bytes = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at + 1) : bytes;
        default -> bytes = doubled(bytes, at, Math.min(bytes.length, at + 1 + random.nextInt(12)));
      }
    }
    return bytes;
  }

  private static byte[] doubled(byte[] bytes, int from, int to) {
    byte[] more = Arrays.copyOf(bytes, bytes.length + to - from);
    System.arraycopy(bytes, from, more, to, bytes.length - from);
    return more;
  }

  private static String text(byte[] value) {
    return new String(value, StandardCharsets.ISO_8859_1);
  }
}
