package dev.sluice.topology.core;

import static dev.sluice.topology.core.SchedulerDriver.QUEUE;
import static dev.sluice.topology.core.SchedulerDriver.START_MICROS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.topology.core.Decision.Dispatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/** What is dispatched ahead of its time, with a time that the worker keeps. */
class HeadstartTest {

  private static final Duration AHEAD = Duration.ofMillis(50);
  private static final Scheduler.Rules RULES = Scheduler.Rules.PLAIN.ahead(AHEAD);
  private static final long DUE = START_MICROS + 1_000_000;

  @Test
  void scheduledTask_isDispatchedAhead_toStartAtItsTime() {
    SchedulerDriver driver = SchedulerDriver.withQueue(Settings.defaults(), RULES);
    driver.createAt("t", DUE);
    assertThat(driver.scheduler().nextDueMicros()).isEqualTo(DUE - 50_000);

    driver.tickAfter(Duration.ofNanos(949_999_000));
    assertThat(driver.take(Dispatch.class)).isEmpty();
    driver.tickAfter(Duration.ofNanos(1_000));

    assertThat(driver.takeOne(Dispatch.class))
        .returns(DUE - 50_000, Dispatch::dispatchMicros)
        .returns(DUE, Dispatch::startMicros)
        .returns(DUE, Dispatch::scheduleMicros);
    driver.commit();
    var task = (SchedulerReader.Living) driver.reader().task(QUEUE, "t");
    assertThat(task.task().lastAttempt().orElseThrow().dispatchMicros()).isEqualTo(DUE);
  }

  @Test
  void taskThatIsDueNow_startsNow_thoughTokensAreTakenForLater() {
    SchedulerDriver driver = SchedulerDriver.withQueue(Settings.defaults().rate(10, 3), RULES);
    driver.createAt("later", DUE);
    driver.tickAfter(Duration.ofMillis(960));
    driver.take();

    driver.create("now");
    assertThat(driver.takeOne(Dispatch.class)).returns(driver.now(), Dispatch::startMicros);
  }

  @Test
  void taskThatIsDueNow_doesNotUseATokenThatIsTakenForLater() {
    SchedulerDriver driver = SchedulerDriver.withQueue(Settings.defaults().rate(1, 1), RULES);
    driver.createAt("later", DUE);
    driver.tickAfter(Duration.ofMillis(960));
    assertThat(driver.takeOne(Dispatch.class)).returns(DUE, Dispatch::startMicros);

    driver.create("now");
    assertThat(driver.take(Dispatch.class)).isEmpty();
    driver.tickAfter(Duration.ofMillis(990));
    assertThat(driver.takeOne(Dispatch.class)).returns(DUE + 1_000_000, Dispatch::startMicros);
  }

  @Test
  void tasksOfALimitedQueue_startWhenTheirTokensCome() {
    SchedulerDriver driver = SchedulerDriver.withQueue(Settings.defaults().rate(100, 1), RULES);
    for (int i = 0; i < 8; i++) {
      driver.create("t" + i);
    }
    driver.tick();

    assertThat(driver.take(Dispatch.class).stream().map(one -> one.startMicros() - driver.now()))
        .containsExactly(0L, 10_000L, 20_000L, 30_000L, 40_000L, 50_000L);
  }

  @Test
  void halfOfThePlaces_areLeftToThoseThatAreDue() {
    SchedulerDriver driver = SchedulerDriver.withQueue(Settings.defaults().concurrent(4), RULES);
    for (int i = 0; i < 4; i++) {
      driver.createAt("later" + i, DUE);
    }
    driver.tickAfter(Duration.ofMillis(960));
    assertThat(driver.take(Dispatch.class)).hasSize(2);
    driver.create("now");
    assertThat(driver.takeOne(Dispatch.class)).returns(driver.now(), Dispatch::startMicros);

    driver.tickAfter(Duration.ofMillis(40));
    assertThat(driver.takeOne(Dispatch.class)).returns(DUE, Dispatch::startMicros);
  }

  @Test
  void taskThatExpiresBeforeItsTime_isNotDispatched() {
    Settings settings = Settings.defaults().rate(1, 1).taskTtl(Duration.ofMillis(990));
    SchedulerDriver driver = SchedulerDriver.withQueue(settings, RULES);
    driver.create("takes the token");
    driver.create("gets one a second later");
    assertThat(driver.take(Dispatch.class)).hasSize(1);

    driver.tickAfter(Duration.ofMillis(960));
    assertThat(driver.take(Dispatch.class)).isEmpty();
    driver.tickAfter(Duration.ofMillis(30));
    assertThat(driver.take(Dispatch.class)).isEmpty();
    assertThat(driver.reader().task(QUEUE, "gets one a second later"))
        .isNotInstanceOf(SchedulerReader.Living.class);
  }

  @Test
  void queueWhoseBurstIsSmall_keepsItsTokensForThoseThatAreDue() {
    SchedulerDriver driver = SchedulerDriver.withQueue(Settings.defaults().rate(500, 49), RULES);
    driver.createAt("later", DUE);
    driver.tickAfter(Duration.ofMillis(960));

    assertThat(driver.take(Dispatch.class)).isEmpty();
  }

  @Test
  void queueOfFewPlaces_dispatchesAheadAgainWhenAnAttemptHasEnded() {
    SchedulerDriver driver = SchedulerDriver.withQueue(Settings.defaults().concurrent(3), RULES);
    driver.createAt("first", DUE);
    driver.createAt("second", DUE + 1_000_000);
    driver.tickAfter(Duration.ofMillis(960));
    Dispatch first = driver.takeOne(Dispatch.class);
    driver.advance(Duration.ofMillis(50));
    driver.respond(first, 200);

    driver.tickAfter(Duration.ofMillis(950));
    assertThat(driver.takeOne(Dispatch.class))
        .returns("second", Dispatch::taskId)
        .returns(DUE + 1_000_000, Dispatch::startMicros);
  }

  @Test
  void attemptThatWaitsForItsTime_isNotFollowed() {
    SchedulerDriver driver = SchedulerDriver.withQueue(Settings.defaults().concurrent(2), RULES);
    driver.create("quick");
    Dispatch quick = driver.takeOne(Dispatch.class);
    driver.advance(Duration.ofMillis(5));
    driver.respond(quick, 200);
    driver.createAt("later", driver.now() + 40_000);
    Dispatch later = driver.takeOne(Dispatch.class);
    assertThat(later.startMicros()).isGreaterThan(driver.now());

    for (int i = 0; i < 5; i++) {
      driver.create("now" + i);
    }
    driver.tick();
    assertThat(driver.take(Dispatch.class))
        .isNotEmpty()
        .noneMatch(one -> one.after() == later.sequence());
  }

  @Test
  void rateThatIsLowered_countsOnNothingThatWasToComeBack() {
    SchedulerDriver driver = SchedulerDriver.withQueue(Settings.defaults().rate(500, 100), RULES);
    for (int i = 0; i < 100; i++) {
      driver.create("t" + i);
    }
    assertThat(driver.take(Dispatch.class)).hasSize(100);
    driver.createAt("later", driver.now() + 50_000);
    assertThat(driver.take(Dispatch.class)).hasSize(1);

    driver.update(Settings.defaults().rate(1, 100), QueueField.MAX_DISPATCHES_PER_SECOND);
    driver.create("now");
    driver.tickAfter(Duration.ofMillis(900));
    assertThat(driver.take(Dispatch.class)).isEmpty();
  }

  @Test
  void pausedQueue_dispatchesNothing() {
    SchedulerDriver driver = SchedulerDriver.withQueue(Settings.defaults(), RULES);
    driver.createAt("t", DUE);
    driver.command(new Input.PauseQueue(QUEUE));
    driver.tickAfter(Duration.ofMillis(960));

    assertThat(driver.take(Dispatch.class)).isEmpty();
  }

  @Test
  void newOwner_whoseClockIsBehind_waitsForNothing() {
    SchedulerDriver driver = SchedulerDriver.withQueue(Settings.defaults().rate(1, 1), RULES);
    driver.createAt("later", DUE);
    driver.tickAfter(Duration.ofMillis(960));
    driver.restart();
    driver.moveTo(START_MICROS);
    driver.tickAfter(Duration.ZERO);
    driver.take();
    driver.create("t");

    driver.tickAfter(Duration.ofSeconds(1));
    assertThat(driver.takeOne(Dispatch.class).taskId()).isEqualTo("t");
  }

  /** No start before its time, and in no span more of them than the bucket holds and gains. */
  @RepeatedTest(100)
  void random_startsAreNeverEarlyAndNeverOver(RepetitionInfo repetition) {
    Random random = new Random(repetition.getCurrentRepetition());
    double rate = Math.pow(10, random.nextDouble() * 3);
    int burst = 1 + random.nextInt(20);
    SchedulerDriver driver =
        SchedulerDriver.withQueue(Settings.defaults().rate(rate, burst), RULES);
    List<Dispatch> all = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      boolean later = random.nextBoolean();
      driver.createAt("t" + i, later ? driver.now() + random.nextInt(200_000) : 0);
      if (i == 200) {
        // A lower rate: what holds for the higher one holds still.
        driver.update(
            Settings.defaults().rate(rate / 2, burst), QueueField.MAX_DISPATCHES_PER_SECOND);
      }
      if (random.nextInt(3) == 0) {
        driver.tickAfter(Duration.ofMillis(random.nextInt((int) Math.max(2, 3_000 / rate))));
      }
      all.addAll(driver.take(Dispatch.class));
    }
    for (Dispatch one : all) {
      assertThat(one.startMicros())
          .isBetween(
              Math.max(one.scheduleMicros(), one.dispatchMicros()), one.dispatchMicros() + 50_000);
    }
    assertThat(all).anyMatch(one -> one.startMicros() > one.dispatchMicros());
    long[] starts = all.stream().mapToLong(Dispatch::startMicros).sorted().toArray();
    for (int from = 0; from < starts.length; from++) {
      for (int to = from; to < starts.length; to++) {
        double allowed = burst + rate * (starts[to] - starts[from]) / 1e6;
        assertThat((double) (to - from + 1)).isLessThanOrEqualTo(allowed + 1e-6);
      }
    }
  }
}
