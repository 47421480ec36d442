package dev.sluice.topology.core;

import static dev.sluice.topology.core.SchedulerDriver.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.topology.core.Decision.DeadLetterRemoved;
import dev.sluice.topology.core.Decision.DeadLettered;
import dev.sluice.topology.core.Decision.Dispatch;
import dev.sluice.topology.core.Decision.QueueChanged;
import dev.sluice.topology.core.Decision.ScheduleRetry;
import dev.sluice.topology.core.Decision.Verdict.QueueDone;
import dev.sluice.topology.core.Decision.Verdict.Reason;
import dev.sluice.topology.core.Decision.Verdict.Rejected;
import dev.sluice.topology.core.Decision.Verdict.Result;
import dev.sluice.topology.core.Decision.Verdict.TaskDone;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CommandsTest {

  private static final String OTHER = "projects/p/locations/l/queues/other";
  private static final Rejected NOT_FOUND =
      new Rejected(Reason.NOT_FOUND, "Requested entity was not found.");
  private static final String NO_QUEUE =
      "Queue does not exist. If you just created the queue, wait at least a minute for the queue to"
          + " initialize.";

  private final SchedulerDriver driver =
      SchedulerDriver.withQueue(
          Settings.defaults()
              .attempts(1)
              .backoff(Duration.ofSeconds(10), Duration.ofSeconds(300), 3));

  private static QueueSnapshot queue(Result result) {
    return ((QueueDone) result).queue().orElseThrow();
  }

  private static TaskSnapshot task(Result result) {
    return ((TaskDone) result).task().orElseThrow();
  }

  private Dispatch dispatched(String taskId) {
    driver.create(taskId);
    return driver.takeOne(Dispatch.class);
  }

  private DeadLettered deadLetter(String taskId) {
    driver.respond(dispatched(taskId), 500);
    return driver.takeOne(DeadLettered.class);
  }

  @Test
  void createQueue_new_isRunningWithItsSettings() {
    QueueSettings settings = Settings.defaults().rate(7, 3).build();
    Result result = driver.command(new Input.CreateQueue(OTHER, settings));

    QueueSnapshot expected =
        new QueueSnapshot(OTHER, settings, QueueSnapshot.State.RUNNING, driver.now(), 0);
    assertThat(queue(result)).isEqualTo(expected);
    assertThat(driver.takeOne(QueueChanged.class))
        .isEqualTo(new QueueChanged(OTHER, Optional.of(expected)));
  }

  @Test
  void createQueue_existing_isRefused() {
    assertThat(driver.command(new Input.CreateQueue(QUEUE, Settings.defaults().build())))
        .isEqualTo(new Rejected(Reason.ALREADY_EXISTS, "Queue already exists"));
    assertThat(driver.take(QueueChanged.class)).isEmpty();
  }

  @Test
  void updateQueue_missing_isCreatedWithAllSettings() {
    QueueSettings settings = Settings.defaults().attempts(9).build();
    Result result = driver.command(new Input.UpdateQueue(OTHER, settings, Set.of()));

    assertThat(queue(result).settings()).isEqualTo(settings);
  }

  @Test
  void updateQueue_changesTheNamedFieldsOnly() {
    Settings asked =
        Settings.defaults()
            .rate(3, 4)
            .concurrent(5)
            .attempts(6)
            .retryDuration(Duration.ofSeconds(7))
            .backoff(Duration.ofSeconds(8), Duration.ofSeconds(9), 10)
            .tombstoneTtl(Duration.ofSeconds(11))
            .taskTtl(Duration.ofSeconds(12))
            .sampling(0.5);
    QueueSettings before = driver.reader().queue(QUEUE).orElseThrow().settings();
    for (QueueField field : QueueField.values()) {
      driver.update(asked, field);
    }
    assertThat(driver.reader().queue(QUEUE).orElseThrow().settings()).isEqualTo(asked.build());
    assertThat(before).isNotEqualTo(asked.build());
    assertThat(
            queue(
                driver.command(
                    new Input.UpdateQueue(
                        QUEUE, Settings.defaults().build(), Set.of(QueueField.MAX_ATTEMPTS)))))
        .extracting(QueueSnapshot::settings)
        .isEqualTo(asked.attempts(100).build());
  }

  @Test
  void pauseAndResume_repeated_succeedAndChangeNothing() {
    driver.command(new Input.PauseQueue(QUEUE));
    driver.take();
    assertThat(queue(driver.command(new Input.PauseQueue(QUEUE))).state())
        .isEqualTo(QueueSnapshot.State.PAUSED);
    assertThat(driver.take(QueueChanged.class)).isEmpty();
    assertThat(queue(driver.command(new Input.ResumeQueue(QUEUE))).state())
        .isEqualTo(QueueSnapshot.State.RUNNING);
    assertThat(driver.take(QueueChanged.class)).hasSize(1);
    driver.command(new Input.ResumeQueue(QUEUE));

    assertThat(driver.take(QueueChanged.class)).isEmpty();
  }

  @Test
  void queueCalls_onAMissingQueue_areNotFound() {
    for (Input.Command command :
        List.of(
            new Input.PauseQueue(OTHER),
            new Input.ResumeQueue(OTHER),
            new Input.PurgeQueue(OTHER, 1))) {
      assertThat(driver.command(command)).isEqualTo(new Rejected(Reason.NOT_FOUND, NO_QUEUE));
    }
    assertThat(driver.command(new Input.DeleteQueue(OTHER))).isEqualTo(NOT_FOUND);
    assertThat(driver.command(new Input.RunTask(OTHER, "a"))).isEqualTo(NOT_FOUND);
    assertThat(driver.command(new Input.DeleteTask(OTHER, "a"))).isEqualTo(NOT_FOUND);
  }

  @Test
  void invalidCommand_isRefusedWithItsMessage() {
    assertThat(driver.command(new Input.InvalidCommand("name: x (expected: y)")))
        .isEqualTo(new Rejected(Reason.INVALID_ARGUMENT, "name: x (expected: y)"));
    assertThat(driver.take(DeadLettered.class)).isEmpty();
  }

  @Test
  void purge_makesEarlierTasksInvisibleAtOnce_andSweepsThemBehind() {
    for (int i = 0; i < 250; i++) {
      driver.createAt("t" + i, driver.now() + 60_000_000);
    }
    driver.advance(Duration.ofMillis(1));
    driver.createAt("later", driver.now() + 60_000_000);
    long mark = driver.now();
    assertThat(queue(driver.command(new Input.PurgeQueue(QUEUE, mark))).purgeMicros())
        .isEqualTo(mark);

    assertThat(driver.reader().task(QUEUE, "t7")).isInstanceOf(SchedulerReader.Gone.class);
    assertThat(driver.command(new Input.RunTask(QUEUE, "t7"))).isEqualTo(NOT_FOUND);
    driver.tick();
    assertThat(driver.definitions().size()).isEqualTo(1);
    assertThat(driver.index().count(Keys.AGENDA)).isEqualTo(1);
    assertThat(driver.index().count(Keys.SWEEP)).isZero();
    assertThat(driver.index().count(Keys.TOMBSTONE)).isEqualTo(250);
    driver.take();
    driver.tickAfter(Duration.ofMinutes(1));
    assertThat(driver.takeOne(Dispatch.class).taskId()).isEqualTo("later");
  }

  @Test
  void purge_dueTasksThatAreNotSwept_areNotDispatched() {
    driver.command(new Input.PauseQueue(QUEUE));
    driver.create("a");
    driver.advance(Duration.ofMillis(1));
    driver.command(new Input.PurgeQueue(QUEUE, driver.now()));
    driver.command(new Input.ResumeQueue(QUEUE));
    driver.take();
    driver.tick();

    assertThat(driver.take(Dispatch.class)).isEmpty();
  }

  @Test
  void purge_earlierThanTheLast_doesNotMoveTheMarkBack() {
    driver.command(new Input.PurgeQueue(QUEUE, 500));

    assertThat(queue(driver.command(new Input.PurgeQueue(QUEUE, 400))).purgeMicros())
        .isEqualTo(500);
  }

  @Test
  void deleteQueue_sweepsEverything_andItsNameCanBeUsedAtOnce() {
    for (int i = 0; i < 250; i++) {
      driver.createAt("t" + i, driver.now() + 60_000_000);
    }
    driver.respond(dispatched("done"), 200);
    driver.take();
    assertThat(driver.command(new Input.DeleteQueue(QUEUE)))
        .isEqualTo(new QueueDone(Optional.empty()));
    assertThat(driver.takeOne(QueueChanged.class))
        .isEqualTo(new QueueChanged(QUEUE, Optional.empty()));
    driver.createQueue(QUEUE, Settings.defaults());
    assertThat(driver.reader().task(QUEUE, "t1")).isInstanceOf(SchedulerReader.Unknown.class);
    driver.take();
    assertThat(dispatched("done").sequence()).isEqualTo(2);
    driver.tick();

    assertThat(driver.definitions().size()).isEqualTo(1);
    assertThat(driver.index().count(Keys.AGENDA)).isZero();
    assertThat(driver.index().count(Keys.TOMBSTONE)).isZero();
    assertThat(driver.index().count(Keys.WAKE_UP)).isZero();
    assertThat(driver.index().count(Keys.SWEEP)).isZero();
  }

  @Test
  void deleteQueue_keepsItsDeadLetters() {
    DeadLettered letter = deadLetter("a");
    driver.command(new Input.DeleteQueue(QUEUE));
    driver.tick();

    assertThat(driver.reader().deadLetter(letter.sequence())).isPresent();
    assertThat(driver.command(new Input.RedriveDeadLetter(letter.sequence())))
        .isEqualTo(new Rejected(Reason.NOT_FOUND, NO_QUEUE));
  }

  @Test
  void runTask_goesOutPastPauseRateConcurrencyAndCredit() {
    driver.update(
        Settings.defaults().rate(0.001, 1).concurrent(1),
        QueueField.MAX_DISPATCHES_PER_SECOND,
        QueueField.MAX_BURST_SIZE,
        QueueField.MAX_CONCURRENT_DISPATCHES);
    dispatched("running");
    driver.command(new Input.PauseQueue(QUEUE));
    driver.createAt("a", driver.now() + 60_000_000);
    driver.hear("w", 0);
    driver.take();
    TaskSnapshot run = task(driver.command(new Input.RunTask(QUEUE, "a")));

    assertThat(run.dispatchCount()).isEqualTo(1);
    assertThat(run.scheduleMicros()).isEqualTo(driver.now());
    assertThat(run.lastAttempt().orElseThrow().responseMicros()).isZero();
    assertThat(driver.takeOne(Dispatch.class).taskId()).isEqualTo("a");
    assertThat(driver.index().count(Keys.AGENDA)).isZero();
    driver.commit();
    assertThat(driver.reader().stats(QUEUE, driver.now()).inFlight()).isEqualTo(1);
  }

  @Test
  void runTask_withoutAnyWorkerKnown_goesToTheFirstLane() {
    SchedulerDriver fresh = new SchedulerDriver(2);
    fresh.createQueue(QUEUE, Settings.defaults());
    fresh.create("a");
    fresh.take();
    fresh.command(new Input.RunTask(QUEUE, "a"));

    assertThat(fresh.takeOne(Dispatch.class).lane()).isEqualTo(fresh.firstLane());
  }

  @Test
  void runTask_failure_schedulesTheNextAttemptFromTheRun() {
    driver.update(Settings.defaults().attempts(5), QueueField.MAX_ATTEMPTS);
    driver.createAt("a", driver.now() + 3_600_000_000L);
    driver.take();
    driver.command(new Input.RunTask(QUEUE, "a"));
    long runMicros = driver.now();
    Dispatch run = driver.takeOne(Dispatch.class);
    driver.advance(Duration.ofSeconds(4));
    driver.respond(run, 500);

    assertThat(driver.takeOne(ScheduleRetry.class).nextAttemptMicros())
        .isEqualTo(runMicros + 10_000_000);
  }

  @Test
  void runTask_ofARunningTask_supersedesTheAttempt_andTheFirst2xxWins() {
    Dispatch first = dispatched("a");
    driver.command(new Input.RunTask(QUEUE, "a"));
    Dispatch second = driver.takeOne(Dispatch.class);
    assertThat(second.dispatchCount()).isEqualTo(2);
    driver.respond(first, 500);
    assertThat(driver.take()).isEmpty();
    assertThat(driver.reader().task(QUEUE, "a")).isInstanceOf(SchedulerReader.Living.class);
    driver.respond(second, 200);

    assertThat(driver.reader().task(QUEUE, "a")).isInstanceOf(SchedulerReader.Gone.class);
  }

  @Test
  void runTask_supersededAttemptSucceeds_completesAndTheRunIsIgnored() {
    Dispatch first = dispatched("a");
    driver.command(new Input.RunTask(QUEUE, "a"));
    Dispatch second = driver.takeOne(Dispatch.class);
    driver.respond(first, 200);
    driver.respond(second, 500);

    assertThat(driver.take()).isEmpty();
    assertThat(driver.reader().task(QUEUE, "a")).isInstanceOf(SchedulerReader.Gone.class);
    driver.commit();
    assertThat(driver.reader().stats(QUEUE, driver.now()).inFlight()).isZero();
  }

  @Test
  void runTask_ofARetryingTask_voidsItsRetryRecord() {
    driver.update(Settings.defaults().attempts(5), QueueField.MAX_ATTEMPTS);
    driver.take();
    driver.respond(dispatched("a"), 500);
    ScheduleRetry retry = driver.takeOne(ScheduleRetry.class);
    driver.command(new Input.RunTask(QUEUE, "a"));
    driver.readBack(retry);
    driver.take();
    driver.tickAfter(Duration.ofHours(1));

    assertThat(driver.take(Dispatch.class)).isEmpty();
  }

  @Test
  void runTask_abandoned_isRunAgainThoughTheQueueIsPaused() {
    driver.command(new Input.PauseQueue(QUEUE));
    driver.create("a");
    driver.take();
    driver.command(new Input.RunTask(QUEUE, "a"));
    driver.end(driver.takeOne(Dispatch.class), Input.Outcome.Kind.ABANDONED);

    assertThat(driver.takeOne(Dispatch.class).dispatchCount()).isEqualTo(1);
  }

  @Test
  void deleteTask_removesIt_andASecondTimeItIsNotFound() {
    driver.createAt("a", driver.now() + 60_000_000);
    assertThat(driver.command(new Input.DeleteTask(QUEUE, "a")))
        .isEqualTo(new TaskDone(Optional.empty()));
    assertThat(driver.command(new Input.DeleteTask(QUEUE, "a"))).isEqualTo(NOT_FOUND);
    driver.take();
    driver.tickAfter(Duration.ofMinutes(1));

    assertThat(driver.take()).isEmpty();
    assertThat(driver.definitions().size()).isZero();
  }

  @Test
  void deleteRecord_ofAMissingTask_isSilent() {
    driver.process(InputTopic.TASKS, new Input.Delete(QUEUE, "a"));
    driver.process(InputTopic.TASKS, new Input.Delete(OTHER, "a"));

    assertThat(driver.take()).isEmpty();
  }

  @Test
  void redrive_revivesTheTaskAfresh_andRemovesTheLetter() {
    DeadLettered letter = deadLetter("a");
    driver.advance(Duration.ofMinutes(5));
    driver.hear("w", 10);
    Result result = driver.command(new Input.RedriveDeadLetter(letter.sequence()));

    assertThat(task(result).createMicros()).isEqualTo(SchedulerDriver.START_MICROS);
    List<Decision> decisions = driver.take();
    assertThat(decisions)
        .contains(new DeadLetterRemoved(letter.sequence()))
        .anySatisfy(decision ->
            assertThat(decision)
                .isInstanceOfSatisfying(
                    Dispatch.class,
                    dispatch -> {
                      assertThat(dispatch.taskId()).isEqualTo("a");
                      assertThat(dispatch.dispatchCount()).isEqualTo(1);
                      assertThat(dispatch.incarnation().topic()).isEqualTo(InputTopic.COMMANDS);
                      assertThat(dispatch.previousResponse()).isZero();
                    }));
    assertThat(driver.command(new Input.RedriveDeadLetter(letter.sequence()))).isEqualTo(NOT_FOUND);
    assertThat(driver.reader().deadLetters(QUEUE, 0, 10)).isEmpty();
    assertThat(driver.index().count(Keys.TOMBSTONE)).isZero();
  }

  @Test
  void redrive_whenTheNameLivesAgain_isRefused() {
    driver.update(Settings.defaults().tombstoneTtl(Duration.ZERO), QueueField.TOMBSTONE_TTL);
    driver.take();
    DeadLettered letter = deadLetter("a");
    dispatched("a");

    assertThat(driver.command(new Input.RedriveDeadLetter(letter.sequence())))
        .isEqualTo(new Rejected(Reason.ALREADY_EXISTS, "Requested entity already exists"));
    assertThat(driver.reader().deadLetter(letter.sequence())).isPresent();
  }

  @Test
  void redrive_ofALetterWithoutATask_isRefused() {
    Coordinates at = driver.next(InputTopic.TASKS);
    driver.process(
        at,
        new Input.Unusable(at, "", "", DeadLettered.Cause.INVALID, "url: none", new byte[] {1}));

    assertThat(driver.command(new Input.RedriveDeadLetter(1)))
        .isEqualTo(
            new Rejected(
                Reason.FAILED_PRECONDITION, "dead letter: 1 (expected: one that holds a task)"));
  }

  @Test
  void redrive_survivesAnEarlierPurge_butNotALaterOne() {
    DeadLettered letter = deadLetter("a");
    driver.advance(Duration.ofMillis(1));
    driver.command(new Input.PurgeQueue(QUEUE, driver.now()));
    driver.command(new Input.RedriveDeadLetter(letter.sequence()));
    assertThat(driver.reader().task(QUEUE, "a")).isInstanceOf(SchedulerReader.Living.class);
    driver.advance(Duration.ofMillis(1));
    driver.command(new Input.PurgeQueue(QUEUE, driver.now()));

    assertThat(driver.reader().task(QUEUE, "a")).isInstanceOf(SchedulerReader.Gone.class);
  }

  @Test
  void deleteDeadLetter_removesIt() {
    DeadLettered letter = deadLetter("a");
    assertThat(driver.command(new Input.DeleteDeadLetter(letter.sequence())))
        .isEqualTo(new TaskDone(Optional.empty()));

    assertThat(driver.takeOne(DeadLetterRemoved.class).sequence()).isEqualTo(letter.sequence());
    assertThat(driver.reader().deadLetter(letter.sequence())).isEmpty();
    assertThat(driver.definitions().size()).isZero();
    assertThat(driver.command(new Input.DeleteDeadLetter(letter.sequence()))).isEqualTo(NOT_FOUND);
  }

  @Test
  void deadLetter_after31Days_isRemoved() {
    DeadLettered letter = deadLetter("a");
    driver.tickAfter(Duration.ofDays(31).minusMillis(1));
    assertThat(driver.take(DeadLetterRemoved.class)).isEmpty();
    driver.tickAfter(Duration.ofMillis(1));

    assertThat(driver.takeOne(DeadLetterRemoved.class).sequence()).isEqualTo(letter.sequence());
  }

  @Test
  void verdict_ofACommand_canBeLookedUpForAMinute() {
    Coordinates at = driver.process(InputTopic.COMMANDS, new Input.PauseQueue(QUEUE));
    Result told = driver.takeOneVerdict();
    assertThat(driver.reader().verdictOfCommand(at.offset())).contains(told);
    driver.createAt("a", driver.now() + 60_000_000);
    driver.take();
    Coordinates run = driver.process(InputTopic.COMMANDS, new Input.RunTask(QUEUE, "a"));
    assertThat(task(driver.reader().verdictOfCommand(run.offset()).orElseThrow()))
        .usingRecursiveComparison()
        .isEqualTo(task(driver.takeOneVerdict()));
    driver.tickAfter(Duration.ofMinutes(1));

    assertThat(driver.reader().verdictOfCommand(at.offset())).isEmpty();
    assertThat(driver.index().count(Keys.VERDICT)).isZero();
  }
}
