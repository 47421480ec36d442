package dev.sluice.topology.core;

import static dev.sluice.topology.core.SchedulerDriver.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.topology.core.Decision.Dispatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Target protection and slow start, through the scheduler. */
final class PaceTest {

  private static final Duration STEP = Duration.ofMillis(50);

  private int created;

  /** Answers what is dispatched at once, for a while; returns how much was, second by second. */
  private List<Integer> serve(SchedulerDriver driver, int status, int seconds) {
    List<Integer> perSecond = new ArrayList<>();
    for (int second = 0; second < seconds; second++) {
      int sent = 0;
      for (long step = 0; step < Duration.ofSeconds(1).dividedBy(STEP); step++) {
        driver.tickAfter(STEP);
        List<Dispatch> dispatches = driver.take(Dispatch.class);
        sent += dispatches.size();
        dispatches.forEach(dispatch -> driver.respond(dispatch, status));
        driver.take();
      }
      perSecond.add(sent);
    }
    return perSecond;
  }

  private void create(SchedulerDriver driver, int tasks) {
    for (int i = 0; i < tasks; i++) {
      driver.createAt("t" + created++, driver.now() + 1_000);
    }
  }

  private QueueStats stats(SchedulerDriver driver) {
    driver.commit();
    return driver.reader().stats(QUEUE, driver.now());
  }

  private static Settings settings() {
    return Settings.defaults()
        .rate(100, 10)
        .attempts(-1)
        .backoff(Duration.ofHours(1), Duration.ofHours(1), 0);
  }

  @Test
  void protection_targetTooBusy_slowsDownAndComesBack() {
    SchedulerDriver driver = SchedulerDriver.withQueue(settings().targetProtection());
    create(driver, 4_000);

    List<Integer> busy = serve(driver, 503, 15);
    assertThat(busy.getFirst()).isBetween(100, 120);
    assertThat(busy.subList(10, 15)).allSatisfy(sent -> assertThat(sent).isBetween(0, 3));
    assertThat(stats(driver).protecting()).isTrue();
    assertThat(stats(driver).ratePerSecond()).isLessThan(3);

    List<Integer> well = serve(driver, 200, 20);
    assertThat(well.getLast()).isBetween(99, 101);
    assertThat(stats(driver).protecting()).isFalse();
    assertThat(stats(driver).ratePerSecond()).isEqualTo(100);
  }

  @Test
  void protection_switchedOff_changesNothing() {
    SchedulerDriver driver = SchedulerDriver.withQueue(settings());
    create(driver, 1_000);

    assertThat(serve(driver, 503, 6)).allSatisfy(sent -> assertThat(sent).isGreaterThan(98));
    assertThat(stats(driver).protecting()).isFalse();
  }

  @Test
  void protection_switchedOffLater_holdsNothingBackAnyMore() {
    SchedulerDriver driver = SchedulerDriver.withQueue(settings().targetProtection());
    create(driver, 3_000);
    serve(driver, 429, 12);
    driver.update(settings(), QueueField.TARGET_PROTECTION);

    assertThat(serve(driver, 429, 3).getLast()).isBetween(99, 101);
    assertThat(stats(driver).ratePerSecond()).isEqualTo(100);
  }

  @Test
  void protection_survivesARestart() {
    SchedulerDriver driver = SchedulerDriver.withQueue(settings().targetProtection());
    create(driver, 2_000);
    serve(driver, 503, 12);
    driver.restart();
    driver.hear("w", 1_000_000);
    driver.take();

    assertThat(serve(driver, 503, 3)).allSatisfy(sent -> assertThat(sent).isBetween(0, 3));
  }

  @Test
  void slowStart_afterResume_risesInAStraightLine() {
    SchedulerDriver driver =
        SchedulerDriver.withQueue(settings().slowStart(Duration.ofSeconds(10)));
    driver.advance(Duration.ofSeconds(20));
    driver.command(new Input.PauseQueue(QUEUE));
    create(driver, 2_000);
    driver.command(new Input.ResumeQueue(QUEUE));
    driver.take();
    assertThat(stats(driver).ramping()).isTrue();
    assertThat(stats(driver).ratePerSecond()).isEqualTo(10);

    List<Integer> sent = serve(driver, 200, 12);

    assertThat(sent.get(0)).isBetween(10, 20);
    assertThat(sent.get(4)).isBetween(40, 60);
    assertThat(sent.get(11)).isBetween(98, 110);
    assertThat(sent).isSorted();
    assertThat(stats(driver).ramping()).isFalse();
  }

  @Test
  void slowStart_afterAMinuteWithoutDispatches_beginsAgain() {
    SchedulerDriver driver =
        SchedulerDriver.withQueue(settings().slowStart(Duration.ofSeconds(10)));
    create(driver, 4_000);
    serve(driver, 200, 30);
    driver.advance(Duration.ofSeconds(59));
    assertThat(stats(driver).ramping()).isFalse();
    driver.advance(Duration.ofSeconds(1));
    assertThat(stats(driver).ramping()).isTrue();

    assertThat(serve(driver, 200, 1).getFirst()).isBetween(9, 25);
  }

  @Test
  void slowStart_switchedOffAsItBegins_holdsNothingBackAnyMore() {
    SchedulerDriver driver =
        SchedulerDriver.withQueue(settings().slowStart(Duration.ofSeconds(10)));
    driver.advance(Duration.ofSeconds(30));
    driver.command(new Input.PauseQueue(QUEUE));
    driver.command(new Input.ResumeQueue(QUEUE));
    driver.update(settings(), QueueField.SLOW_START);
    create(driver, 300);

    assertThat(serve(driver, 200, 2).getLast()).isBetween(99, 101);
  }

  @Test
  void slowStart_notSet_sendsTheBurstAtOnce() {
    SchedulerDriver driver = SchedulerDriver.withQueue(settings());
    driver.command(new Input.PauseQueue(QUEUE));
    create(driver, 200);
    driver.command(new Input.ResumeQueue(QUEUE));
    driver.take();

    assertThat(serve(driver, 200, 1).getFirst()).isBetween(105, 112);
  }

  @Test
  void executed_countsTheLastMinute() {
    SchedulerDriver driver = SchedulerDriver.withQueue(settings());
    create(driver, 100);
    serve(driver, 200, 3);

    assertThat(stats(driver).executedLastMinute()).isEqualTo(100);
    driver.advance(Duration.ofMinutes(1));
    assertThat(stats(driver).executedLastMinute()).isBetween(0L, 100L);
    driver.advance(Duration.ofMinutes(1));
    assertThat(stats(driver).executedLastMinute()).isZero();
  }
}
