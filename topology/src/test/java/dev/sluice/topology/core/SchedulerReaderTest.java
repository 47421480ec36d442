package dev.sluice.topology.core;

import static dev.sluice.topology.core.SchedulerDriver.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.topology.core.Decision.DeadLettered;
import dev.sluice.topology.core.Decision.Dispatch;
import dev.sluice.topology.core.Decision.Verdict.Created;
import dev.sluice.topology.core.Decision.Verdict.Parked;
import dev.sluice.topology.core.Decision.Verdict.Reason;
import dev.sluice.topology.core.Decision.Verdict.Rejected;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SchedulerReaderTest {

  private static final String PARENT = "projects/p/locations/l/queues/";

  private final SchedulerDriver driver = SchedulerDriver.withQueue(Settings.defaults().attempts(1));

  private static Reason reason(Decision.Verdict.Result result) {
    return ((Rejected) result).reason();
  }

  @Test
  void queues_ofAParent_comeInPagesByName() {
    for (String name : List.of("b", "a", "c")) {
      driver.createQueue(PARENT + name, Settings.defaults());
    }
    driver.createQueue("projects/p/locations/m/queues/a", Settings.defaults());

    assertThat(driver.reader().queues(PARENT, "", 2))
        .extracting(QueueSnapshot::name)
        .containsExactly(PARENT + "a", PARENT + "b");
    assertThat(driver.reader().queues(PARENT, PARENT + "b", 10))
        .extracting(QueueSnapshot::name)
        .containsExactly(PARENT + "c", PARENT + "q");
    assertThat(driver.reader().queues(PARENT, PARENT + "q", 10)).isEmpty();
  }

  @Test
  void tasks_comeInPagesById_withoutPurgedOnes() {
    driver.createAt("purged", driver.now() + 60_000_000);
    driver.advance(Duration.ofMillis(1));
    driver.command(new Input.PurgeQueue(QUEUE, driver.now()));
    for (int i = 0; i < 7; i++) {
      driver.createAt("t" + i, driver.now() + 60_000_000);
    }
    List<String> ids = new ArrayList<>();
    String after = "";
    do {
      SchedulerReader.TaskPage page = driver.reader().tasks(QUEUE, after, 3).orElseThrow();
      assertThat(page.tasks()).hasSizeLessThanOrEqualTo(3);
      page.tasks().forEach(task -> ids.add(task.taskId()));
      after = page.nextAfterId();
    } while (!after.isEmpty());

    assertThat(ids).containsExactly("t0", "t1", "t2", "t3", "t4", "t5", "t6");
    assertThat(driver.reader().tasks(PARENT + "none", "", 3)).isEmpty();
  }

  @Test
  void task_lookups_tellLivingGoneUnknownAndNoQueue() {
    driver.create("lives");
    driver.respond(driver.takeOne(Dispatch.class), 200);
    driver.create("named");
    SchedulerReader reader = driver.reader();

    assertThat(reader.task(QUEUE, "lives")).isInstanceOf(SchedulerReader.Gone.class);
    assertThat(reader.task(QUEUE, "named"))
        .isInstanceOfSatisfying(
            SchedulerReader.Living.class,
            living -> {
              assertThat(living.task().payload()).containsExactly(1, 2, 3);
              assertThat(living.task().dispatchCount()).isEqualTo(1);
              assertThat(living.task().createMicros()).isEqualTo(driver.now());
            });
    assertThat(reader.task(QUEUE, "none")).isInstanceOf(SchedulerReader.Unknown.class);
    assertThat(reader.task(PARENT + "none", "x")).isInstanceOf(SchedulerReader.NoQueue.class);
  }

  @Test
  void stats_countTasksSlotsTokensAndTheOldestDue() {
    driver.create("runs");
    driver.createAt("late", driver.now() + 9_000_000);
    driver.createAt("early", driver.now() + 5_000_000);
    driver.commit();

    assertThat(driver.reader().stats(QUEUE, driver.now()))
        .isEqualTo(
            new QueueStats(
                new Budget.Pending(3, 9, 0),
                Budget.INHERITED,
                1,
                99,
                500,
                false,
                false,
                0,
                java.util.OptionalLong.of(driver.now() + 5_000_000)));
    assertThat(driver.reader().stats(PARENT + "none", driver.now()).pending().tasks()).isZero();
  }

  @Test
  void verdictOfCreate_isCreatedForTheWinnerOnly_whileItLivesAndAfter() {
    Coordinates winner = driver.create("a");
    Dispatch dispatch = driver.takeOne(Dispatch.class);
    Coordinates loser = driver.create("a");
    assertThat(driver.reader().verdictOfCreate(winner, QUEUE, "a")).isEqualTo(new Created());
    assertThat(reason(driver.reader().verdictOfCreate(loser, QUEUE, "a")))
        .isEqualTo(Reason.ALREADY_EXISTS);
    driver.respond(dispatch, 200);

    assertThat(driver.reader().verdictOfCreate(winner, QUEUE, "a")).isEqualTo(new Created());
    assertThat(reason(driver.reader().verdictOfCreate(loser, QUEUE, "a")))
        .isEqualTo(Reason.ALREADY_EXISTS);
  }

  @Test
  void verdictOfCreate_thatWasRefused_isSoForAMinute_whateverHappensToItsQueueAndName() {
    Coordinates early = driver.create(PARENT + "late", "n", false, 0);
    driver.createQueue(PARENT + "late", Settings.defaults());
    driver.update(Settings.defaults().tombstoneTtl(Duration.ZERO), QueueField.TOMBSTONE_TTL);
    driver.create("a");
    Dispatch dispatch = driver.take(Dispatch.class).getFirst();
    Coordinates loser = driver.create("a");
    driver.respond(dispatch, 200);
    driver.advance(Duration.ofSeconds(59));
    driver.tick();
    driver.restart();

    assertThat(reason(driver.reader().verdictOfCreate(early, PARENT + "late", "n")))
        .isEqualTo(Reason.NOT_FOUND);
    assertThat(reason(driver.reader().verdictOfCreate(loser, QUEUE, "a")))
        .isEqualTo(Reason.ALREADY_EXISTS);
    driver.advance(Duration.ofSeconds(2));
    driver.tick();
    assertThat(driver.reader().verdictOfCreate(loser, QUEUE, "a")).isEqualTo(new Created());
  }

  @Test
  void verdictOfCreate_ofAnotherQueuesRecord_isNotTold() {
    Coordinates refused = refuse(PARENT + "theirs", "url: secret");

    assertThat(driver.reader().verdictOfCreate(refused, PARENT + "theirs", "n"))
        .isEqualTo(Refusals.invalid("url: secret"));
    assertThat(driver.reader().verdictOfCreate(refused, QUEUE, "n")).isEqualTo(new Created());
    assertThat(driver.reader().verdictOfCreate(refused, PARENT + "the", "n"))
        .isEqualTo(Refusals.NO_QUEUE);
  }

  @Test
  void verdictOfCreate_ofARecordThatNamesNoQueue_isRefusedInOtherWords() {
    Coordinates refused = refuse("", "key: secret");

    assertThat(driver.reader().verdictOfCreate(refused, QUEUE, "n"))
        .isEqualTo(
            Refusals.invalid(
                "key: none of a queue (expected: the name of a task or of its queue)"));
  }

  private Coordinates refuse(String queueName, String message) {
    Coordinates at = driver.next(InputTopic.TASKS);
    driver.process(
        at,
        new Input.Unusable(
            at, queueName, "", Decision.DeadLettered.Cause.INVALID, message, new byte[] {1}));
    return at;
  }

  @Test
  void verdictOfCreate_ofAnUnnamedTaskThatIsDone_isCreated() {
    Coordinates at = driver.create(QUEUE, "123", true, 0);
    driver.respond(driver.takeOne(Dispatch.class), 200);

    assertThat(driver.reader().verdictOfCreate(at, QUEUE, "123")).isEqualTo(new Created());
  }

  @Test
  void verdictOfCreate_forAnUnknownQueue_isParkedOrNotFound() {
    Coordinates parked = driver.create(PARENT + "none", "1", true, 0);
    Coordinates refused = driver.create(PARENT + "none", "n", false, 0);

    assertThat(driver.reader().verdictOfCreate(parked, PARENT + "none", "1"))
        .isEqualTo(new Parked());
    assertThat(reason(driver.reader().verdictOfCreate(refused, PARENT + "none", "n")))
        .isEqualTo(Reason.NOT_FOUND);
  }

  @Test
  void deadLetters_ofAQueue_comeOldestFirstInPages() {
    for (int i = 0; i < 5; i++) {
      driver.create("t" + i);
      driver.respond(driver.takeOne(Dispatch.class), 500);
    }
    assertThat(driver.reader().deadLetters(QUEUE, 0, 3))
        .extracting(DeadLettered::sequence)
        .containsExactly(1L, 2L, 3L);
    assertThat(driver.reader().deadLetters(QUEUE, 3, 3))
        .extracting(DeadLettered::taskName)
        .containsExactly(QUEUE + "/tasks/t3", QUEUE + "/tasks/t4");
    assertThat(driver.reader().deadLetters("projects/p/locations/l/queues", 0, 3)).isEmpty();
  }

  @Test
  void deadLetter_readBack_equalsWhatWasTold() {
    driver.create("a");
    driver.respond(driver.takeOne(Dispatch.class), 503);
    DeadLettered told = driver.takeOne(DeadLettered.class);

    assertThat(driver.reader().deadLetter(told.sequence()).orElseThrow())
        .usingRecursiveComparison()
        .isEqualTo(told);
  }

  @Test
  void task_withAHistory_isReadBackFromItsStatus() {
    driver.update(Settings.defaults().attempts(9), QueueField.MAX_ATTEMPTS);
    driver.create("a");
    Dispatch dispatch = driver.failUntilNext(driver.takeOne(Dispatch.class), 503);
    SchedulerReader.Living living = (SchedulerReader.Living) driver.reader().task(QUEUE, "a");

    assertThat(living.task().dispatchCount()).isEqualTo(2);
    assertThat(living.task().responseCount()).isEqualTo(1);
    assertThat(living.task().firstAttempt().orElseThrow().httpStatus()).isEqualTo(503);
    assertThat(living.task().lastAttempt().orElseThrow().dispatchMicros())
        .isEqualTo(dispatch.dispatchMicros());
  }
}
