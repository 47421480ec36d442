package dev.sluice.topology.core;

import static dev.sluice.topology.core.SchedulerDriver.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.topology.core.Decision.DeadLettered;
import dev.sluice.topology.core.Decision.Dispatch;
import dev.sluice.topology.core.Decision.Verdict;
import dev.sluice.topology.core.Decision.Verdict.Created;
import dev.sluice.topology.core.Decision.Verdict.Parked;
import dev.sluice.topology.core.Decision.Verdict.Reason;
import dev.sluice.topology.core.Decision.Verdict.Rejected;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CreateTest {

  private static final String OTHER = "projects/p/locations/l/queues/other";
  private static final Rejected LIVES =
      new Rejected(Reason.ALREADY_EXISTS, "Requested entity already exists");
  private static final Rejected NO_QUEUE =
      new Rejected(
          Reason.NOT_FOUND,
          "Queue does not exist. If you just created the queue, wait at least a minute for the"
              + " queue to initialize.");

  private final SchedulerDriver driver = SchedulerDriver.withQueue(Settings.defaults());

  private Verdict.Result verdict() {
    return driver.takeOne(Verdict.class).result();
  }

  private void completeAtOnce(String taskId) {
    driver.hear("w", 10);
    driver.create(taskId);
    driver.respond(driver.takeOne(Dispatch.class), 200);
    driver.take();
  }

  private static void assertTombstoned(Verdict.Result result) {
    assertThat(result)
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> {
              assertThat(rejected.reason()).isEqualTo(Reason.ALREADY_EXISTS);
              assertThat(rejected.message())
                  .startsWith(
                      "The task cannot be created because a task with this name existed too")
                  .endsWith("create#body.request_body.FIELDS.task.");
            });
  }

  @Test
  void create_dueAtOnce_isDispatchedAndCreated() {
    Coordinates at = driver.create("a");

    List<Decision> decisions = driver.take();
    assertThat(decisions).hasSize(2);
    assertThat(decisions.get(0))
        .isInstanceOfSatisfying(
            Dispatch.class,
            dispatch -> {
              assertThat(dispatch.lane()).isEqualTo(driver.firstLane());
              assertThat(dispatch.sequence()).isEqualTo(1);
              assertThat(dispatch.queueName()).isEqualTo(QUEUE);
              assertThat(dispatch.taskId()).isEqualTo("a");
              assertThat(dispatch.incarnation()).isEqualTo(at);
              assertThat(dispatch.dispatchCount()).isEqualTo(1);
              assertThat(dispatch.executionCount()).isZero();
              assertThat(dispatch.previousResponse()).isZero();
              assertThat(dispatch.payload()).containsExactly(1, 2, 3);
              assertThat(dispatch.dispatchMicros()).isEqualTo(driver.now());
            });
    assertThat(decisions.get(1)).isEqualTo(new Verdict(at, new Created()));
  }

  @Test
  void create_dispatchedAtOnce_neverTouchesAgendaOrStatus() {
    driver.create("a");

    assertThat(driver.index().count(Keys.AGENDA)).isZero();
    assertThat(driver.index().count(Keys.STATUS)).isZero();
    assertThat(driver.index().count(Keys.WAKE_UP)).isZero();
    assertThat(driver.index().count(Keys.IN_FLIGHT)).isEqualTo(1);
    assertThat(driver.definitions().size()).isEqualTo(1);
  }

  @Test
  void create_unnamedTaskThatSucceeds_leavesNothing() {
    int before = driver.index().size();
    driver.create(QUEUE, "g", true, 0);
    driver.respond(driver.takeOne(Dispatch.class), 204);

    assertThat(driver.index().size()).isEqualTo(before);
    assertThat(driver.definitions().size()).isZero();
  }

  @Test
  void create_recordReadAgain_isSkipped() {
    Coordinates at = driver.create("a");
    driver.take();

    assertThat(driver.process(at, driver.newTask(at, QUEUE, "b", false, 0))).isFalse();
    assertThat(driver.take()).isEmpty();
  }

  @Test
  void create_recordReadAgainAfterRestart_isSkipped() {
    Coordinates at = driver.create("a");
    driver.restart();

    assertThat(driver.process(at, driver.newTask(at, QUEUE, "b", false, 0))).isFalse();
  }

  @Test
  void create_nameOfALivingTask_isRefused() {
    driver.create("a");
    driver.take();
    driver.create("a");

    assertThat(verdict()).isEqualTo(LIVES);
  }

  @Test
  void create_nameOfAScheduledTask_isRefusedAndChangesNothing() {
    Coordinates first = driver.createAt("a", driver.now() + 60_000_000);
    driver.create("a");
    driver.take();
    driver.tickAfter(Duration.ofMinutes(1));

    assertThat(driver.takeOne(Dispatch.class).incarnation()).isEqualTo(first);
  }

  @Test
  void create_tombstonedName_isRefusedUntilItExpires() {
    completeAtOnce("a");
    driver.advance(Duration.ofHours(1).minusNanos(1_000));
    driver.create("a");
    assertTombstoned(verdict());

    driver.advance(Duration.ofNanos(1_000));
    driver.create("a");
    assertThat(driver.take(Verdict.class).getLast().result()).isEqualTo(new Created());
  }

  @Test
  void tombstone_expired_isSweptFromBothIndexes() {
    completeAtOnce("a");
    assertThat(driver.index().count(Keys.TOMBSTONE)).isEqualTo(1);
    driver.tickAfter(Duration.ofHours(1));

    assertThat(driver.index().count(Keys.TOMBSTONE)).isZero();
    assertThat(driver.index().count(Keys.TOMBSTONE_BY_EXPIRY)).isZero();
  }

  @Test
  void tombstone_ofALaterTaskOfTheName_survivesTheSweepOfTheEarlier() {
    completeAtOnce("a");
    driver.advance(Duration.ofHours(1));
    completeAtOnce("a");
    driver.tickAfter(Duration.ofMinutes(30));

    driver.create("a");
    assertTombstoned(verdict());
  }

  @Test
  void create_afterDelete_isRefusedAsTombstoned() {
    driver.create("a");
    driver.process(InputTopic.TASKS, new Input.Delete(QUEUE, "a"));
    driver.take();
    driver.create("a");

    assertTombstoned(verdict());
  }

  @Test
  void create_namedForUnknownQueueWithACreatorThatWaits_isRefused() {
    driver.create(OTHER, "a", false, 0);

    assertThat(verdict()).isEqualTo(NO_QUEUE);
  }

  @Test
  void create_unnamedForUnknownQueue_isParkedAndCreatedWithTheQueue() {
    driver.create(OTHER, "g1", true, 0);
    driver.create(OTHER, "g2", true, 0);
    assertThat(driver.take())
        .extracting(decision -> ((Verdict) decision).result())
        .containsExactly(new Parked(), new Parked());
    driver.advance(Duration.ofSeconds(4));
    driver.createQueue(OTHER, Settings.defaults());
    driver.tick();

    assertThat(driver.take(Dispatch.class))
        .extracting(Dispatch::taskId)
        .containsExactly("g1", "g2");
    assertThat(driver.index().count(Keys.PARKED)).isZero();
    assertThat(driver.index().count(Keys.PARKED_BY_QUEUE)).isZero();
  }

  @Test
  void parked_after60Seconds_becomesADeadLetterThatCanBeRedriven() {
    Coordinates at = driver.create(OTHER, "g", true, 0);
    driver.take();
    driver.tickAfter(Duration.ofSeconds(59));
    assertThat(driver.take()).isEmpty();
    driver.tickAfter(Duration.ofSeconds(1));

    DeadLettered letter = driver.takeOne(DeadLettered.class);
    assertThat(letter.cause()).isEqualTo(DeadLettered.Cause.UNKNOWN_QUEUE);
    assertThat(letter.source()).isEqualTo(at);
    assertThat(letter.taskName()).isEqualTo(OTHER + "/tasks/g");
    assertThat(letter.payload()).isPresent();
    driver.createQueue(OTHER, Settings.defaults());
    driver.command(new Input.RedriveDeadLetter(letter.sequence()));
    assertThat(driver.takeOne(Dispatch.class).taskId()).isEqualTo("g");
  }

  @Test
  void parked_duplicateNames_theFirstWins() {
    Coordinates first = null;
    for (int i = 0; i < 2; i++) {
      Coordinates at = driver.next(InputTopic.TASKS);
      first = first == null ? at : first;
      Input.Create task = driver.newTask(at, OTHER, "n", false, 0);
      driver.process(
          at,
          new Input.Create(
              at,
              task.appendedMicros(),
              OTHER,
              "n",
              false,
              false,
              task.createMicros(),
              0,
              task.deadlineMillis(),
              task.payload()));
    }
    driver.take();
    driver.createQueue(OTHER, Settings.defaults());
    driver.tick();

    assertThat(driver.takeOne(Dispatch.class).incarnation()).isEqualTo(first);
  }

  @Test
  void create_thatAPurgeOvertook_isCreatedAndGone() {
    Coordinates at = driver.next(InputTopic.TASKS);
    Input.Create overtaken = driver.newTask(at, QUEUE, "a", false, 0);
    driver.advance(Duration.ofMillis(1));
    driver.command(new Input.PurgeQueue(QUEUE, driver.now()));
    driver.take();
    driver.process(at, overtaken);

    assertThat(driver.take()).containsExactly(new Verdict(at, new Created()));
    assertThat(driver.definitions().size()).isZero();
    driver.create("a");
    assertTombstoned(verdict());
  }

  @Test
  void create_appendedAtThePurge_lives() {
    driver.command(new Input.PurgeQueue(QUEUE, driver.now()));
    driver.take();
    driver.create("a");

    assertThat(driver.takeOne(Dispatch.class).taskId()).isEqualTo("a");
  }

  @Test
  void unusable_isADeadLetterWithItsBytesAndAVerdict() {
    Coordinates at = driver.next(InputTopic.TASKS);
    driver.process(
        at,
        new Input.Unusable(
            at, QUEUE, "", DeadLettered.Cause.UNREADABLE, "value: not Avro", new byte[] {9}));

    List<Decision> decisions = driver.take();
    assertThat(decisions).hasSize(2);
    assertThat(decisions.getFirst())
        .isInstanceOfSatisfying(
            DeadLettered.class,
            letter -> {
              assertThat(letter.raw()).containsExactly(9);
              assertThat(letter.payload()).isEmpty();
              assertThat(letter.source()).isEqualTo(at);
            });
    assertThat(decisions.getLast())
        .isEqualTo(new Verdict(at, new Rejected(Reason.INVALID_ARGUMENT, "value: not Avro")));
  }

  @Test
  void ignored_onlyMovesTheOffset() {
    Coordinates at = driver.process(InputTopic.TASKS, new Input.Ignored());
    driver.commit();

    assertThat(driver.take()).isEmpty();
    assertThat(driver.reader().processed(InputTopic.TASKS)).hasValue(at.offset());
  }
}
