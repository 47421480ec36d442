package dev.sluice.topology.core;

import static dev.sluice.topology.core.SchedulerDriver.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.topology.core.Decision.Dispatch;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is dispatched ahead of a queue's concurrency limit: each after another attempt. */
class AheadTest {

  private static final int CREDIT = 1_000;

  @Test
  void queueOfQuickAttempts_hasSomeInStore_oneAfterTheOther() {
    SchedulerDriver driver = fullQueue(1, 40);
    Dispatch first = driver.takeOne(Dispatch.class);
    answerAfter(driver, first, Duration.ofMillis(20));

    List<Dispatch> next = driver.take(Dispatch.class);
    // Of 200 ms there are ten times 20, and one runs.
    assertThat(next).hasSize(11);
    assertThat(next.getFirst().after()).isZero();
    for (int i = 1; i < next.size(); i++) {
      assertThat(next.get(i).after()).isEqualTo(next.get(i - 1).sequence());
    }
    assertThat(inFlight(driver)).isEqualTo(1);
  }

  @Test
  void queueOfLongAttempts_hasNoneInStore() {
    SchedulerDriver driver = fullQueue(1, 4);
    answerAfter(driver, driver.takeOne(Dispatch.class), Duration.ofMillis(501));

    assertThat(driver.takeOne(Dispatch.class).after()).isZero();
  }

  @Test
  void moreThanOnePlace_isFollowedOldestFirst_andNobodyTwice() {
    SchedulerDriver driver = fullQueue(3, 30);
    List<Dispatch> running = driver.take(Dispatch.class);
    answerAfter(driver, running.getFirst(), Duration.ofMillis(100));

    List<Dispatch> next = driver.take(Dispatch.class);
    assertThat(next.getFirst().after()).isZero();
    assertThat(next.get(1).after()).isEqualTo(running.get(1).sequence());
    assertThat(next.get(2).after()).isEqualTo(running.get(2).sequence());
    assertThat(next.stream().filter(one -> one.after() != 0).map(Dispatch::after))
        .doesNotHaveDuplicates();
    assertThat(inFlight(driver)).isEqualTo(3);
  }

  @Test
  void attemptInStore_thatIsGivenBack_endsTheStore() {
    SchedulerDriver driver = fullQueue(1, 40);
    answerAfter(driver, driver.takeOne(Dispatch.class), Duration.ofMillis(150));
    List<Dispatch> next = driver.take(Dispatch.class);
    assertThat(next).hasSize(2);

    driver.end(next.get(1), Input.Outcome.Kind.ABANDONED);
    driver.tick();
    driver.respond(next.get(0), 200);
    driver.tick();

    assertThat(driver.take(Dispatch.class)).singleElement().returns(0L, Dispatch::after);
  }

  @Test
  void attemptThatRunsForLong_isNotFollowed() {
    SchedulerDriver driver = fullQueue(2, 10);
    List<Dispatch> running = driver.take(Dispatch.class);
    driver.advance(Duration.ofMillis(1_001));
    driver.hear("w", CREDIT, 2, new long[] {running.get(1).sequence()});
    driver.respond(running.get(0), 200);
    driver.tick();
    Dispatch third = driver.takeOne(Dispatch.class);
    for (int i = 0; i < 10; i++) {
      answerAfter(driver, third, Duration.ofMillis(5));
      List<Dispatch> next = driver.take(Dispatch.class);
      assertThat(next).noneMatch(one -> one.after() == running.get(1).sequence());
      if (next.isEmpty()) {
        break;
      }
      third = next.getFirst();
    }
  }

  @Test
  void pausedQueue_dispatchesNothingAhead() {
    SchedulerDriver driver = fullQueue(1, 40);
    Dispatch first = driver.takeOne(Dispatch.class);
    driver.command(new Input.PauseQueue(QUEUE));
    answerAfter(driver, first, Duration.ofMillis(20));

    assertThat(driver.take(Dispatch.class)).isEmpty();
  }

  @Test
  void newOwner_knowsOfNoChains_andDispatchesWhenPlacesAreSurelyFree() {
    SchedulerDriver driver = fullQueue(1, 40);
    answerAfter(driver, driver.takeOne(Dispatch.class), Duration.ofMillis(150));
    List<Dispatch> before = driver.take(Dispatch.class);
    assertThat(before).hasSize(2);
    driver.commit();
    driver.restart();
    driver.hear("w", CREDIT);

    answerAfter(driver, before.get(0), Duration.ofMillis(10));
    assertThat(driver.take(Dispatch.class)).isEmpty();
    answerAfter(driver, before.get(1), Duration.ofMillis(10));
    assertThat(driver.take(Dispatch.class)).isNotEmpty();
  }

  @Test
  void limitThatIsLowered_isReachedBeforeAnythingIsAhead() {
    SchedulerDriver driver = fullQueue(3, 40);
    List<Dispatch> running = driver.take(Dispatch.class);
    driver.update(Settings.defaults().concurrent(1), QueueField.MAX_CONCURRENT_DISPATCHES);
    answerAfter(driver, running.get(0), Duration.ofMillis(50));
    assertThat(driver.take(Dispatch.class)).isEmpty();
    answerAfter(driver, running.get(1), Duration.ofMillis(50));

    assertThat(driver.take(Dispatch.class).getFirst().after()).isEqualTo(running.get(2).sequence());
  }

  private static SchedulerDriver fullQueue(int concurrent, int tasks) {
    SchedulerDriver driver =
        SchedulerDriver.withQueue(Settings.defaults().concurrent(concurrent).attempts(-1));
    driver.hear("w", CREDIT);
    for (int i = 0; i < tasks; i++) {
      driver.create("t" + i);
    }
    driver.tick();
    return driver;
  }

  private static void answerAfter(SchedulerDriver driver, Dispatch dispatch, Duration duration) {
    driver.advance(duration);
    driver.respond(dispatch, 200);
    driver.tick();
  }

  private static long inFlight(SchedulerDriver driver) {
    driver.commit();
    return driver.reader().stats(QUEUE, driver.now()).inFlight();
  }
}
