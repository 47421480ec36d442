package dev.sluice.topology.core;

import static dev.sluice.topology.core.SchedulerDriver.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.topology.core.Decision.Dispatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class DispatchTest {

  private static SchedulerDriver driver(Settings settings) {
    return SchedulerDriver.withQueue(settings);
  }

  private static void createMany(SchedulerDriver driver, String queue, int count) {
    IntStream.range(0, count)
        .forEach(i ->
            driver.create(
                queue, "%s-%04d".formatted(queue.charAt(queue.length() - 1), i), false, 0));
  }

  private static List<String> dispatched(SchedulerDriver driver) {
    return driver.take(Dispatch.class).stream().map(Dispatch::taskId).toList();
  }

  @Test
  void throttledQueue_leftByAClockAnHourAhead_goesOnAtItsRate() {
    SchedulerDriver driver = driver(Settings.defaults().rate(1, 1));
    createMany(driver, QUEUE, 4);
    long right = driver.now();
    driver.tickAfter(Duration.ofHours(1));
    assertThat(dispatched(driver)).hasSize(2);

    driver.moveTo(right);
    driver.restart();
    driver.hear("w", 1_000_000);
    driver.tick();
    assertThat(dispatched(driver)).isEmpty();
    driver.tickAfter(Duration.ofSeconds(1));
    assertThat(dispatched(driver)).hasSize(1);
    driver.tickAfter(Duration.ofSeconds(1));
    assertThat(dispatched(driver)).hasSize(1);
  }

  @Test
  void schedule_inTheFuture_isDispatchedThenAndNotBefore() {
    SchedulerDriver driver = driver(Settings.defaults());
    long due = driver.now() + 3_600_000_000L;
    driver.createAt("a", due);
    driver.moveTo(due - 1);
    driver.hear("w", 10);
    driver.tick();
    assertThat(dispatched(driver)).isEmpty();
    driver.moveTo(due);
    driver.hear("w", 10);
    driver.tick();

    Dispatch dispatch = driver.takeOne(Dispatch.class);
    assertThat(dispatch.scheduleMicros()).isEqualTo(due);
    assertThat(dispatch.dispatchMicros()).isEqualTo(due);
  }

  @Test
  void schedule_waitingTask_costsOneDefinitionAndOneAgendaEntry() {
    SchedulerDriver driver = driver(Settings.defaults());
    driver.createAt("a", driver.now() + 1_000_000);

    assertThat(driver.index().count(Keys.AGENDA)).isEqualTo(1);
    assertThat(driver.index().count(Keys.WAKE_UP)).isEqualTo(1);
    assertThat(driver.index().count(Keys.STATUS)).isZero();
    assertThat(driver.definitions().size()).isEqualTo(1);
  }

  @Test
  void due_tasks_goOutInTheOrderOfTheirTimes() {
    SchedulerDriver driver = driver(Settings.defaults());
    driver.createAt("late", driver.now() + 3_000_000);
    driver.createAt("early", driver.now() + 1_000_000);
    driver.createAt("middle", driver.now() + 2_000_000);
    driver.tickAfter(Duration.ofSeconds(3));

    assertThat(dispatched(driver)).containsExactly("early", "middle", "late");
  }

  @Test
  void due_newTask_doesNotOvertakeOneThatIsDueAndWaits() {
    SchedulerDriver driver = driver(Settings.defaults());
    driver.createAt("first", driver.now() + 1_000_000);
    driver.advance(Duration.ofSeconds(2));
    driver.hear("w", 10);
    driver.create("second");
    assertThat(dispatched(driver)).isEmpty();
    driver.tick();

    assertThat(dispatched(driver)).containsExactly("first", "second");
  }

  @Test
  void tokens_burstThenRate() {
    SchedulerDriver driver = driver(Settings.defaults().rate(10, 5));
    createMany(driver, QUEUE, 20);
    driver.tick();
    assertThat(dispatched(driver)).hasSize(5);
    driver.tickAfter(Duration.ofMillis(99));
    assertThat(dispatched(driver)).isEmpty();
    driver.tickAfter(Duration.ofMillis(1));
    assertThat(dispatched(driver)).hasSize(1);
    driver.tickAfter(Duration.ofMillis(400));
    assertThat(dispatched(driver)).hasSize(4);
    driver.tickAfter(Duration.ofSeconds(10));
    assertThat(dispatched(driver)).hasSize(5);
  }

  @Test
  void tokens_survivingARestart_areNotRefilled() {
    SchedulerDriver driver = driver(Settings.defaults().rate(1, 5));
    createMany(driver, QUEUE, 5);
    driver.restart();
    driver.hear("w", 10);
    createMany(driver, QUEUE, 6);
    driver.tick();

    assertThat(dispatched(driver)).hasSize(5);
  }

  @Test
  void slots_limitAttemptsInFlight_andAnOutcomeLetsTheNextOut() {
    SchedulerDriver driver = driver(Settings.defaults().concurrent(2));
    createMany(driver, QUEUE, 4);
    driver.tick();
    List<Dispatch> running = driver.take(Dispatch.class);
    assertThat(running).hasSize(2);
    driver.tickAfter(Duration.ofSeconds(30));
    assertThat(dispatched(driver)).isEmpty();
    driver.respond(running.getFirst(), 200);
    driver.tick();

    assertThat(dispatched(driver)).containsExactly("q-0002");
  }

  @Test
  void slots_ofADeletedTask_areHeldUntilItsAttemptEnds() {
    SchedulerDriver driver = driver(Settings.defaults().concurrent(1));
    driver.create("a");
    Dispatch running = driver.takeOne(Dispatch.class);
    driver.command(new Input.DeleteTask(QUEUE, "a"));
    driver.create("b");
    driver.tick();
    assertThat(dispatched(driver)).isEmpty();
    driver.respond(running, 500);
    driver.tick();

    assertThat(dispatched(driver)).containsExactly("b");
    assertThat(driver.scheduler().unknownOutcomes()).isZero();
  }

  @Test
  void slots_outcomeOfATaskOfTheSameNameBefore_changesNothing() {
    SchedulerDriver driver = driver(Settings.defaults().tombstoneTtl(Duration.ZERO));
    driver.create("a");
    Dispatch first = driver.takeOne(Dispatch.class);
    driver.command(new Input.DeleteTask(QUEUE, "a"));
    driver.create("a");
    Dispatch second = driver.takeOne(Dispatch.class);
    driver.respond(first, 200);

    assertThat(driver.reader().task(QUEUE, "a")).isInstanceOf(SchedulerReader.Living.class);
    driver.respond(second, 200);
    assertThat(driver.reader().task(QUEUE, "a")).isInstanceOf(SchedulerReader.Unknown.class);
  }

  @Test
  void credit_none_holdsEverything_andATickCostsNothing() {
    SchedulerDriver driver = new SchedulerDriver();
    driver.createQueue(QUEUE, Settings.defaults());
    createMany(driver, QUEUE, 50);
    driver.tick();
    assertThat(dispatched(driver)).isEmpty();
    long reads = driver.index().reads() + driver.definitions().reads();
    for (int i = 0; i < 100; i++) {
      driver.tick();
    }
    assertThat(driver.index().reads() + driver.definitions().reads()).isEqualTo(reads);
  }

  @Test
  void credit_limitsWhatIsSent_andTokensAreNotTakenForTheRest() {
    SchedulerDriver driver = new SchedulerDriver();
    driver.createQueue(QUEUE, Settings.defaults().rate(1, 10));
    createMany(driver, QUEUE, 20);
    driver.hear("w", 3);
    driver.tick();
    assertThat(dispatched(driver)).hasSize(3);
    driver.commit();

    assertThat(driver.reader().stats(QUEUE, driver.now()).tokens()).isEqualTo(7);
  }

  @Test
  void credit_countsWhatTheWorkerHoldsAndWhatIsUnderWay() {
    SchedulerDriver driver = new SchedulerDriver();
    driver.createQueue(QUEUE, Settings.defaults());
    createMany(driver, QUEUE, 20);
    driver.hear("w", 4);
    driver.tick();
    assertThat(dispatched(driver)).hasSize(4);
    // It has received two of the four, so it takes two more; those are under way.
    driver.hear("w", 2, 2, 1, 2);
    driver.tick();
    assertThat(dispatched(driver)).isEmpty();
    driver.hear("w", 2, 4, 1, 2, 3, 4);
    driver.tick();

    assertThat(dispatched(driver)).hasSize(2);
  }

  @Test
  void credit_anOutcomeGivesItBackAtOnce() {
    SchedulerDriver driver = new SchedulerDriver();
    driver.createQueue(QUEUE, Settings.defaults());
    createMany(driver, QUEUE, 3);
    driver.hear("w", 1);
    driver.tick();
    driver.respond(driver.takeOne(Dispatch.class), 200);
    driver.tick();

    assertThat(dispatched(driver)).hasSize(1);
  }

  @Test
  void credit_afterFiveSecondsOfSilence_isGone() {
    SchedulerDriver driver = driver(Settings.defaults());
    driver.advance(Duration.ofSeconds(5));
    driver.create("a");
    assertThat(dispatched(driver)).containsExactly("a");
    driver.advance(Duration.ofNanos(1_000));
    driver.create("b");

    assertThat(dispatched(driver)).isEmpty();
  }

  @Test
  void credit_ofADrainingWorker_isZero() {
    SchedulerDriver driver = driver(Settings.defaults());
    driver.hear("w", 0);
    driver.create("a");
    driver.tick();

    assertThat(dispatched(driver)).isEmpty();
  }

  @Test
  void credit_ofAWorkerThatOwnsTheLaneNoMore_isGone() {
    SchedulerDriver driver = driver(Settings.defaults());
    driver.holdings("w", List.of(), List.of());
    driver.create("a");

    assertThat(dispatched(driver)).isEmpty();
  }

  @Test
  void credit_inBytes_isRespected() {
    SchedulerDriver driver = new SchedulerDriver();
    driver.createQueue(QUEUE, Settings.defaults());
    driver.holdings(
        "w", List.of(new Input.Holdings.OwnedLane(driver.firstLane(), 0, 100, 7)), List.of());
    createMany(driver, QUEUE, 10);
    driver.tick();

    // Of 3 bytes each: the third one crosses the limit of 7.
    assertThat(dispatched(driver)).hasSize(3);
  }

  @Test
  void lanes_theOneWithMostCreditIsChosen() {
    SchedulerDriver driver = new SchedulerDriver(2);
    driver.createQueue(QUEUE, Settings.defaults());
    int lane = driver.lane(0);
    int other = driver.lane(1);
    driver.holdings(
        "w1", List.of(new Input.Holdings.OwnedLane(lane, 0, 10, Long.MAX_VALUE)), List.of());
    driver.holdings(
        "w2", List.of(new Input.Holdings.OwnedLane(other, 0, 12, Long.MAX_VALUE)), List.of());
    createMany(driver, QUEUE, 6);

    List<Dispatch> sent = driver.take(Dispatch.class);
    assertThat(sent)
        .extracting(Dispatch::lane)
        .containsExactly(other, other, lane, other, lane, other);
    assertThat(sent).extracting(Dispatch::sequence).containsExactly(1L, 2L, 1L, 3L, 2L, 4L);
  }

  @Test
  void lanes_addedWhileAttemptsAreInFlight_takeMore_andWhatIsInFlightIsAnswered() {
    SchedulerDriver driver = driver(Settings.defaults());
    driver.hear("w1", 1);
    driver.create("a");
    driver.create("waiting");
    Dispatch before = driver.takeOne(Dispatch.class);
    int lane = driver.lane(0);

    driver.restartWithLanes(3);

    assertThat(driver.lane(0)).isEqualTo(lane).isEqualTo(before.lane());
    driver.holdings(
        "w2",
        List.of(new Input.Holdings.OwnedLane(driver.lane(2), 0, 10, Long.MAX_VALUE)),
        List.of());
    driver.tick();
    Dispatch after = driver.takeOne(Dispatch.class);
    assertThat(after.taskId()).isEqualTo("waiting");
    assertThat(after.lane()).isEqualTo(driver.lane(2));
    driver.respond(before, 200);
    driver.respond(after, 200);
    assertThat(driver.definitions().size()).isZero();
  }

  @Test
  void reserve_lastEighthOfALane_isForQueuesThatHoldLessThanThat() {
    SchedulerDriver driver = new SchedulerDriver();
    String other = "projects/p/locations/l/queues/o";
    driver.createQueue(QUEUE, Settings.defaults());
    driver.createQueue(other, Settings.defaults());
    driver.hear("w", 80);
    createMany(driver, QUEUE, 100);
    driver.tick();
    assertThat(dispatched(driver)).hasSize(70);
    createMany(driver, other, 20);
    driver.tick();

    assertThat(dispatched(driver)).hasSize(10).allMatch(id -> id.startsWith("o"));
  }

  @Test
  void reserve_lastEighthOfALanesBytes_isForQueuesThatHoldLessThanThat() {
    SchedulerDriver driver = new SchedulerDriver();
    String other = "projects/p/locations/l/queues/o";
    driver.createQueue(QUEUE, Settings.defaults());
    driver.createQueue(other, Settings.defaults());
    driver.holdings(
        "w", List.of(new Input.Holdings.OwnedLane(driver.firstLane(), 0, 1_000, 240)), List.of());
    createMany(driver, QUEUE, 100);
    driver.tick();
    List<Dispatch> large = driver.take(Dispatch.class);
    assertThat(large).hasSize(70);
    createMany(driver, other, 20);
    driver.tick();

    assertThat(dispatched(driver)).hasSize(10).allMatch(id -> id.startsWith("o"));
    large.forEach(dispatch -> driver.respond(dispatch, 200));
    driver.tick();
    assertThat(dispatched(driver)).hasSize(40);
  }

  @Test
  void fairness_queuesShareCreditRoundRobin_howeverMuchTheyHave() {
    SchedulerDriver driver = new SchedulerDriver();
    String other = "projects/p/locations/l/queues/o";
    driver.createQueue(QUEUE, Settings.defaults().rate(100_000, 20_000));
    driver.createQueue(other, Settings.defaults().rate(100_000, 20_000));
    createMany(driver, QUEUE, 3_000);
    createMany(driver, other, 1_000);
    driver.take();
    driver.hear("w", 1_280);
    driver.tick();

    List<String> sent = dispatched(driver);
    assertThat(sent.stream().filter(id -> id.startsWith("o")).count()).isBetween(496L, 624L);
    assertThat(sent).hasSize(1_120);
  }

  @Test
  void pause_holdsDueTasks_andResumeLetsThemOut() {
    SchedulerDriver driver = driver(Settings.defaults());
    driver.command(new Input.PauseQueue(QUEUE));
    driver.create("a");
    driver.tickAfter(Duration.ofSeconds(10));
    assertThat(dispatched(driver)).isEmpty();
    driver.command(new Input.ResumeQueue(QUEUE));
    driver.tick();

    assertThat(dispatched(driver)).containsExactly("a");
  }

  @Test
  void pause_waitingQueue_isNotLookedAtUntilItsFirstTaskExpires() {
    SchedulerDriver driver = driver(Settings.defaults().taskTtl(Duration.ofHours(1)));
    driver.command(new Input.PauseQueue(QUEUE));
    driver.create("a");
    driver.tick();
    long reads = driver.index().reads() + driver.definitions().reads();
    driver.tick();

    assertThat(driver.index().reads() + driver.definitions().reads()).isEqualTo(reads);
  }

  @Test
  void tick_outOfTime_leavesTheRestToTheNext() {
    SchedulerDriver driver = new SchedulerDriver();
    driver.createQueue(QUEUE, Settings.defaults().rate(100_000, 20_000));
    createMany(driver, QUEUE, 200);
    driver.hear("w", 1_000_000);
    driver.take();
    int ticks = 0;
    int sent = 0;
    while (sent < 200) {
      driver.scheduler().tick(driver.now(), () -> true, decision -> {});
      driver.advance(Duration.ofMillis(5));
      sent = driver.index().count(Keys.IN_FLIGHT);
      assertThat(++ticks).isLessThan(100);
    }
    assertThat(ticks).isGreaterThan(3);
  }

  @Test
  void expiry_ofAWaitingTask_dropsItAndKeepsItsName() {
    SchedulerDriver driver =
        driver(Settings.defaults().taskTtl(Duration.ofMinutes(10)).sampling(1));
    driver.command(new Input.PauseQueue(QUEUE));
    driver.create("a");
    driver.take();
    driver.tickAfter(Duration.ofMinutes(10).minusMillis(1));
    assertThat(driver.take(Decision.Event.class)).isEmpty();
    driver.tickAfter(Duration.ofMillis(1));

    assertThat(driver.take(Decision.Event.class))
        .extracting(Decision.Event::kind)
        .containsExactly(Decision.Event.Kind.EXPIRED);
    assertThat(driver.reader().task(QUEUE, "a")).isInstanceOf(SchedulerReader.Gone.class);
  }

  @Test
  void expiry_countsFromTheScheduleTime() {
    SchedulerDriver driver = driver(Settings.defaults().taskTtl(Duration.ofMinutes(10)));
    long due = driver.now() + 3_600_000_000L;
    driver.createAt("a", due);
    driver.moveTo(due);
    driver.hear("w", 1);
    driver.tick();

    assertThat(dispatched(driver)).containsExactly("a");
  }

  @Test
  void expiry_withoutAnyWorker_happensWithinAMinute() {
    SchedulerDriver driver = new SchedulerDriver();
    driver.createQueue(QUEUE, Settings.defaults().taskTtl(Duration.ofMinutes(10)));
    createMany(driver, QUEUE, 200);
    driver.tick();
    for (int i = 0; i < 11; i++) {
      driver.advance(Duration.ofMinutes(1));
      driver.tick();
    }
    assertThat(driver.definitions().size()).isZero();
    assertThat(driver.index().count(Keys.AGENDA)).isZero();
  }

  @Test
  void update_lowerBurst_takesTokensAway_andHigherGivesNone() {
    SchedulerDriver driver = driver(Settings.defaults().rate(1, 100));
    driver.update(Settings.defaults().rate(1, 5), QueueField.MAX_BURST_SIZE);
    driver.update(Settings.defaults().rate(1, 50), QueueField.MAX_BURST_SIZE);
    createMany(driver, QUEUE, 20);
    driver.tick();

    assertThat(dispatched(driver)).hasSize(5);
  }

  @Test
  void update_moreConcurrency_letsWaitingTasksOut() {
    SchedulerDriver driver = driver(Settings.defaults().concurrent(1));
    createMany(driver, QUEUE, 5);
    driver.tick();
    driver.take();
    driver.update(Settings.defaults().concurrent(3), QueueField.MAX_CONCURRENT_DISPATCHES);
    driver.tick();

    assertThat(dispatched(driver)).hasSize(2);
  }

  @Test
  void abortedTransaction_takesBackDispatchesAndTheirSequences() {
    SchedulerDriver driver = driver(Settings.defaults().rate(1, 10));
    driver.commit();
    driver.create("a");
    Dispatch first = driver.takeOne(Dispatch.class);
    driver.abort();
    driver.hear("w", 10);
    driver.create("b");
    Dispatch second = driver.takeOne(Dispatch.class);

    assertThat(second.sequence()).isEqualTo(first.sequence());
    assertThat(driver.reader().task(QUEUE, "a")).isInstanceOf(SchedulerReader.Unknown.class);
    driver.commit();
    assertThat(driver.reader().stats(QUEUE, driver.now()).tokens()).isEqualTo(9);
  }

  @Test
  void restart_readsABoundedNumberOfEntries() {
    SchedulerDriver driver = driver(Settings.defaults());
    for (int i = 0; i < 1_000; i++) {
      driver.createAt("t" + i, driver.now() + 3_600_000_000L);
    }
    driver.commit();
    long reads = driver.index().reads() + driver.definitions().reads();
    driver.restart();

    assertThat(driver.index().reads() + driver.definitions().reads() - reads).isLessThan(50);
  }

  @Test
  void due_largeTasks_goOutAFewMebibytesAStep() {
    SchedulerDriver driver = driver(Settings.defaults().rate(500, 500));
    driver.command(new Input.PauseQueue(QUEUE));
    int mebibyte = 1 << 20;
    for (int i = 0; i < 20; i++) {
      Coordinates at = driver.next(InputTopic.TASKS);
      long now = driver.now();
      byte[] payload = new byte[mebibyte];
      driver.process(
          at, new Input.Create(at, now, QUEUE, "t" + i, true, false, now, 0, 600_000, payload));
    }
    driver.command(new Input.ResumeQueue(QUEUE));
    driver.take();

    int dispatched = 0;
    for (int i = 0; dispatched < 20 && i < 1_000; i++) {
      List<Decision> decisions = new ArrayList<>();
      driver.moveTo(driver.now() + 1);
      driver.scheduler().tick(driver.now(), () -> true, decisions::add);
      int step = decisions.stream().mapToInt(d -> d instanceof Dispatch ? 1 : 0).sum();
      assertThat(step).isLessThanOrEqualTo(4);
      dispatched += step;
    }
    assertThat(dispatched).isEqualTo(20);
  }
}
