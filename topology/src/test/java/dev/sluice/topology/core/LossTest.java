package dev.sluice.topology.core;

import static dev.sluice.topology.core.SchedulerDriver.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.topology.core.Decision.Barrier;
import dev.sluice.topology.core.Decision.DeadLettered;
import dev.sluice.topology.core.Decision.Dispatch;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LossTest {

  private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

  private final SchedulerDriver driver = SchedulerDriver.withQueue(Settings.defaults());

  private Dispatch dispatched() {
    driver.create("a");
    return driver.takeOne(Dispatch.class);
  }

  private List<Dispatch> sent() {
    driver.tick();
    return driver.take(Dispatch.class);
  }

  @Test
  void lost_tenSecondsAfterItWasNamedLast_whenAnotherWorkerSpeaks() {
    Dispatch first = dispatched();
    driver.hear("w", 10, 1, 1);
    driver.advance(TEN_SECONDS.minusMillis(1));
    driver.hear("v", 10, 1);
    assertThat(sent()).isEmpty();
    driver.advance(Duration.ofMillis(1));
    driver.hear("v", 10, 1);

    assertThat(sent())
        .singleElement()
        .satisfies(second -> {
          assertThat(second.sequence()).isEqualTo(2);
          assertThat(second.dispatchCount()).isEqualTo(2);
          assertThat(second.scheduleMicros()).isEqualTo(first.scheduleMicros());
        });
  }

  @Test
  void report_ofWhatIsInFlight_readsNothing() {
    dispatched();
    driver.hear("w", 10, 1, 1);
    long before = driver.index().reads();

    driver.hear("w", 10, 1, 1);
    assertThat(driver.index().reads()).isEqualTo(before);
  }

  @Test
  void lost_isNeverDeclaredByTime() {
    dispatched();
    driver.hear("w", 10, 1, 1);
    driver.advance(Duration.ofHours(1));

    assertThat(sent()).isEmpty();
  }

  @Test
  void lost_frozenWorkerThatSpeaksFirst_keepsItsAttempts() {
    dispatched();
    driver.hear("w", 10, 1, 1);
    driver.advance(Duration.ofMinutes(5));
    driver.hear("w", 10, 1, 1);
    driver.hear("v", 10, 1);

    assertThat(sent()).isEmpty();
  }

  @Test
  void lost_attemptAboveTheMark_isWaitingAndNotLost() {
    dispatched();
    for (int i = 0; i < 20; i++) {
      driver.advance(Duration.ofSeconds(2));
      driver.hear("v", 10, 0);
    }
    assertThat(sent()).isEmpty();
  }

  @Test
  void lost_attemptThatALeftLaneStillRuns_isNotLostWhileNamed() {
    dispatched();
    for (int i = 0; i < 20; i++) {
      driver.advance(Duration.ofSeconds(2));
      driver.hear("v", 10, 1);
      driver.holdings(
          "w", List.of(), List.of(new Input.Holdings.HeldLane(driver.firstLane(), new long[] {1})));
    }
    assertThat(sent()).isEmpty();
  }

  @Test
  void lost_afterASchedulerRestart_tenSecondsCountFromItsFirstRecord() {
    dispatched();
    driver.hear("w", 10, 1, 1);
    driver.advance(Duration.ofMinutes(5));
    driver.restart();
    driver.hear("v", 10, 1);
    assertThat(sent()).isEmpty();
    driver.advance(TEN_SECONDS);
    driver.hear("v", 10, 1);

    assertThat(sent()).hasSize(1);
  }

  @Test
  void lost_lowerReceivedMarkOfANewOwner_doesNotHideIt() {
    dispatched();
    driver.hear("w", 10, 1, 1);
    driver.hear("v", 10, 0);
    driver.advance(TEN_SECONDS);
    driver.hear("v", 10, 0);

    assertThat(sent()).hasSize(1);
  }

  @Test
  void lost_attempt_givesItsSlotAndCreditBack() {
    driver.update(Settings.defaults().concurrent(1), QueueField.MAX_CONCURRENT_DISPATCHES);
    driver.take();
    dispatched();
    driver.hear("w", 1, 1, 1);
    driver.advance(TEN_SECONDS);
    driver.hear("v", 1, 1);

    assertThat(sent()).hasSize(1);
    driver.commit();
    assertThat(driver.reader().stats(QUEUE, driver.now()).inFlight()).isEqualTo(1);
  }

  @Test
  void lost_lateSuccess_completesTheTaskBeforeItIsSentAgain() {
    Dispatch first = dispatched();
    driver.hear("w", 0, 1, 1);
    driver.advance(TEN_SECONDS);
    driver.hear("v", 0, 1);
    driver.respond(first, 200);
    driver.hear("v", 10, 1);

    assertThat(sent()).isEmpty();
    assertThat(driver.reader().task(QUEUE, "a")).isInstanceOf(SchedulerReader.Gone.class);
    assertThat(driver.index().count(Keys.AGENDA)).isZero();
    assertThat(driver.index().count(Keys.IN_FLIGHT)).isZero();
  }

  @Test
  void lost_lateFailure_isIgnored() {
    Dispatch first = dispatched();
    driver.hear("w", 10, 1, 1);
    driver.advance(TEN_SECONDS);
    driver.hear("v", 10, 1);
    Dispatch second = sent().getFirst();
    driver.respond(first, 500);
    assertThat(driver.take()).isEmpty();
    driver.respond(second, 200);

    assertThat(driver.definitions().size()).isZero();
    assertThat(driver.scheduler().unknownOutcomes()).isZero();
  }

  @Test
  void lost_lateSuccessOfTheFirst_leavesTheSecondAsAnOrphanWithItsSlot() {
    Dispatch first = dispatched();
    driver.hear("w", 10, 1, 1);
    driver.advance(TEN_SECONDS);
    driver.hear("v", 10, 1);
    Dispatch second = sent().getFirst();
    driver.respond(first, 200);
    driver.commit();
    assertThat(driver.reader().stats(QUEUE, driver.now()))
        .isEqualTo(
            new QueueStats(
                new Budget.Pending(0, 0, 0),
                Budget.INHERITED,
                1,
                driver.reader().stats(QUEUE, driver.now()).tokens(),
                500,
                false,
                false,
                1,
                java.util.OptionalLong.empty()));
    driver.respond(second, 500);
    driver.commit();

    assertThat(driver.reader().stats(QUEUE, driver.now()).inFlight()).isZero();
    assertThat(driver.take()).isEmpty();
  }

  @Test
  void lost_orphan_isForgotten() {
    dispatched();
    driver.hear("w", 10, 1, 1);
    driver.command(new Input.DeleteTask(QUEUE, "a"));
    driver.take();
    driver.advance(TEN_SECONDS);
    driver.hear("v", 10, 1);

    assertThat(sent()).isEmpty();
    assertThat(driver.index().count(Keys.IN_FLIGHT)).isZero();
  }

  @Test
  void lost_outcomeThatNeverComes_isForgottenTenMinutesAfterTheDeadline() {
    dispatched();
    driver.hear("w", 0, 1, 1);
    driver.advance(TEN_SECONDS);
    driver.hear("v", 0, 1);
    assertThat(driver.index().count(Keys.IN_FLIGHT)).isEqualTo(1);
    driver.advance(Duration.ofMinutes(20));
    driver.hear("v", 0, 1);

    assertThat(driver.index().count(Keys.IN_FLIGHT)).isZero();
    assertThat(driver.reader().task(QUEUE, "a")).isInstanceOf(SchedulerReader.Living.class);
  }

  private Dispatch lose(Dispatch dispatch) {
    driver.hear("w", 10, dispatch.sequence(), dispatch.sequence());
    driver.advance(TEN_SECONDS);
    driver.hear("v", 10, dispatch.sequence());
    driver.tick();
    List<Decision> decisions = driver.take();
    return decisions.stream()
        .filter(Dispatch.class::isInstance)
        .map(Dispatch.class::cast)
        .findFirst()
        .orElse(dispatch);
  }

  @Test
  void lost_fiveTimesRunning_isADeadLetterWithCauseLost() {
    Dispatch dispatch = dispatched();
    for (int i = 0; i < 4; i++) {
      dispatch = lose(dispatch);
    }
    assertThat(dispatch.dispatchCount()).isEqualTo(5);
    driver.hear("w", 10, 5, 5);
    driver.advance(TEN_SECONDS);
    driver.hear("v", 10, 5);

    DeadLettered letter = driver.takeOne(DeadLettered.class);
    assertThat(letter.cause()).isEqualTo(DeadLettered.Cause.LOST);
    assertThat(letter.dispatchCount()).isEqualTo(5);
    assertThat(letter.responseCount()).isZero();
  }

  @Test
  void lost_doesNotUseUpMaxAttempts_andAnOutcomeResetsTheCount() {
    driver.update(Settings.defaults().attempts(2), QueueField.MAX_ATTEMPTS);
    driver.take();
    Dispatch dispatch = dispatched();
    for (int i = 0; i < 4; i++) {
      dispatch = lose(dispatch);
    }
    dispatch = driver.failUntilNext(dispatch, 500);
    for (int i = 0; i < 4; i++) {
      dispatch = lose(dispatch);
    }
    assertThat(dispatch.dispatchCount()).isEqualTo(10);
    driver.respond(dispatch, 500);

    assertThat(driver.takeOne(DeadLettered.class).cause())
        .isEqualTo(DeadLettered.Cause.ATTEMPTS_EXHAUSTED);
  }

  @Test
  void barrier_whileDispatchesWaitAndNothingNewGoesOut_everyTwoSeconds() {
    dispatched();
    driver.advance(Duration.ofMillis(1_999));
    driver.tick();
    assertThat(driver.take()).isEmpty();
    driver.advance(Duration.ofMillis(1));
    driver.tick();
    driver.tick();
    assertThat(driver.take()).containsExactly(new Barrier(driver.firstLane(), 1));
    driver.advance(Duration.ofSeconds(2));
    driver.tick();

    assertThat(driver.take(Barrier.class)).hasSize(1);
  }

  @Test
  void barrier_onceReceived_stops_andAnAttemptItPassedIsLost() {
    dispatched();
    driver.advance(Duration.ofSeconds(2));
    driver.tick();
    driver.take();
    driver.hear("w", 10, 1);
    driver.advance(TEN_SECONDS);
    driver.tick();
    assertThat(driver.take()).isEmpty();
    driver.hear("w", 10, 1);

    assertThat(sent()).hasSize(1);
  }

  @Test
  void barrier_whenIdle_isNotWritten() {
    driver.respond(dispatched(), 200);
    driver.take();
    driver.advance(Duration.ofMinutes(1));
    driver.tick();

    assertThat(driver.take()).isEmpty();
  }
}
