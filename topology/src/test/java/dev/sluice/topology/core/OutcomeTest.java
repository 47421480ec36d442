package dev.sluice.topology.core;

import static dev.sluice.topology.core.SchedulerDriver.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.topology.core.Decision.DeadLettered;
import dev.sluice.topology.core.Decision.Dispatch;
import dev.sluice.topology.core.Decision.ScheduleRetry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class OutcomeTest {

  private static Settings tenSeconds() {
    return Settings.defaults().backoff(Duration.ofSeconds(10), Duration.ofSeconds(300), 3);
  }

  private static SchedulerDriver driver(Settings settings) {
    return SchedulerDriver.withQueue(settings);
  }

  private static Dispatch createAndDispatch(SchedulerDriver driver) {
    driver.create("a");
    return driver.takeOne(Dispatch.class);
  }

  private static TaskSnapshot task(SchedulerDriver driver) {
    return ((SchedulerReader.Living) driver.reader().task(QUEUE, "a")).task();
  }

  @Test
  void counters_googlesRecordedSequence_503_404_429_500_302() {
    SchedulerDriver driver = driver(tenSeconds());
    Dispatch dispatch = createAndDispatch(driver);
    List<Integer> executions = new ArrayList<>();
    List<Integer> previous = new ArrayList<>();
    for (int status : List.of(503, 404, 429, 500, 302)) {
      dispatch = driver.failUntilNext(dispatch, status);
      executions.add(dispatch.executionCount());
      previous.add(dispatch.previousResponse());
    }
    assertThat(executions).containsExactly(0, 1, 2, 2, 3);
    assertThat(previous).containsExactly(503, 404, 429, 500, 302);
    assertThat(dispatch.dispatchCount()).isEqualTo(6);
    assertThat(task(driver).responseCount()).isEqualTo(5);
  }

  @Test
  void backoff_toTheLetter_fromTheEndOfEachAttempt() {
    SchedulerDriver driver = driver(tenSeconds());
    Dispatch dispatch = createAndDispatch(driver);
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      driver.advance(Duration.ofSeconds(7));
      long endMicros = driver.now();
      dispatch = driver.failUntilNext(dispatch, 500);
      waits.add((dispatch.dispatchMicros() - endMicros) / 1_000_000);
      assertThat(dispatch.scheduleMicros()).isEqualTo(dispatch.dispatchMicros());
    }
    assertThat(waits).containsExactly(10L, 20L, 40L, 80L, 160L, 240L, 300L, 300L);
  }

  @Test
  void failure_waitsForItsRetryRecord() {
    SchedulerDriver driver = driver(tenSeconds());
    driver.respond(createAndDispatch(driver), 500);
    ScheduleRetry retry = driver.takeOne(ScheduleRetry.class);
    driver.tickAfter(Duration.ofHours(1));
    assertThat(driver.take()).isEmpty();
    driver.readBack(retry);
    driver.tick();

    assertThat(driver.takeOne(Dispatch.class).dispatchCount()).isEqualTo(2);
    assertThat(retry.cause()).isEqualTo("HTTP 500");
  }

  @Test
  void retryRecord_readTwice_countsOnce() {
    SchedulerDriver driver = driver(tenSeconds());
    driver.respond(createAndDispatch(driver), 500);
    ScheduleRetry retry = driver.takeOne(ScheduleRetry.class);
    driver.readBack(retry);
    driver.readBack(retry);
    driver.tickAfter(Duration.ofHours(1));
    assertThat(driver.take(Dispatch.class)).hasSize(1);
    driver.readBack(retry);
    driver.tick();

    assertThat(driver.take()).isEmpty();
  }

  @Test
  void retryRecord_ofAnotherIncarnation_isVoid() {
    SchedulerDriver driver = driver(tenSeconds().tombstoneTtl(Duration.ZERO));
    driver.respond(createAndDispatch(driver), 500);
    ScheduleRetry old = driver.takeOne(ScheduleRetry.class);
    driver.command(new Input.DeleteTask(QUEUE, "a"));
    driver.respond(createAndDispatch(driver), 500);
    driver.take();
    driver.readBack(old);
    driver.tickAfter(Duration.ofHours(1));

    assertThat(driver.take()).isEmpty();
  }

  @Test
  void retryAfter_isTheEarliestNextAttempt() {
    SchedulerDriver driver = driver(tenSeconds());
    driver.end(createAndDispatch(driver), Input.Outcome.Kind.RESPONDED, 429, 60_000);

    assertThat(driver.takeOne(ScheduleRetry.class).nextAttemptMicros())
        .isEqualTo(driver.now() + 60_000_000);
  }

  @Test
  void timeout_isPreviousResponse504_andNoExecutionOrResponse() {
    SchedulerDriver driver = driver(tenSeconds());
    driver.end(createAndDispatch(driver), Input.Outcome.Kind.DEADLINE_EXCEEDED);
    ScheduleRetry retry = driver.takeOne(ScheduleRetry.class);
    driver.readBack(retry);
    driver.tickAfter(Duration.ofSeconds(10));
    Dispatch second = driver.takeOne(Dispatch.class);

    assertThat(second.previousResponse()).isEqualTo(504);
    assertThat(second.executionCount()).isZero();
    assertThat(task(driver).responseCount()).isZero();
    assertThat(retry.cause()).isEqualTo("deadline exceeded: no luck");
  }

  @Test
  void connectionError_countsAsAFailedAttemptWithoutResponse() {
    SchedulerDriver driver = driver(tenSeconds().attempts(2));
    driver.end(createAndDispatch(driver), Input.Outcome.Kind.CONNECTION_FAILED);
    driver.readBack(driver.takeOne(ScheduleRetry.class));
    driver.tickAfter(Duration.ofSeconds(10));
    Dispatch second = driver.takeOne(Dispatch.class);
    assertThat(second.previousResponse()).isZero();
    assertThat(second.executionCount()).isZero();
    driver.end(second, Input.Outcome.Kind.REFUSED);

    assertThat(driver.takeOne(DeadLettered.class).dispatchCount()).isEqualTo(2);
  }

  @Test
  void exhausted_becomesADeadLetterAndItsNameStaysTaken() {
    SchedulerDriver driver = driver(tenSeconds().attempts(3));
    Coordinates at = driver.create("a");
    Dispatch dispatch = driver.takeOne(Dispatch.class);
    dispatch = driver.failUntilNext(dispatch, 503);
    dispatch = driver.failUntilNext(dispatch, 404);
    driver.respond(dispatch, 500);

    DeadLettered letter = driver.takeOne(DeadLettered.class);
    assertThat(letter.sequence()).isEqualTo(1);
    assertThat(letter.queueName()).isEqualTo(QUEUE);
    assertThat(letter.taskName()).isEqualTo(QUEUE + "/tasks/a");
    assertThat(letter.cause()).isEqualTo(DeadLettered.Cause.ATTEMPTS_EXHAUSTED);
    assertThat(letter.message())
        .isEqualTo("gave up after 3 failed attempts; the last one: HTTP 500");
    assertThat(letter.dispatchCount()).isEqualTo(3);
    assertThat(letter.responseCount()).isEqualTo(3);
    assertThat(letter.source()).isEqualTo(at);
    assertThat(letter.payload().orElseThrow()).containsExactly(1, 2, 3);
    assertThat(letter.attempts())
        .extracting(AttemptRecord::httpStatus)
        .containsExactly(503, 404, 500);
    assertThat(driver.reader().task(QUEUE, "a")).isInstanceOf(SchedulerReader.Gone.class);
    assertThat(driver.reader().deadLetter(1)).isPresent();
  }

  @Test
  void retryDurationOnly_givesUpWhenTheAgeExceedsIt() {
    SchedulerDriver driver =
        driver(tenSeconds().attempts(-1).retryDuration(Duration.ofSeconds(25)));
    Dispatch dispatch = driver.failUntilNext(createAndDispatch(driver), 500);
    dispatch = driver.failUntilNext(dispatch, 500);
    driver.respond(dispatch, 500);

    assertThat(driver.takeOne(DeadLettered.class).dispatchCount()).isEqualTo(3);
  }

  @Test
  void bothLimits_mustBothBeReached() {
    SchedulerDriver driver = driver(tenSeconds().attempts(2).retryDuration(Duration.ofSeconds(25)));
    Dispatch dispatch = driver.failUntilNext(createAndDispatch(driver), 500);
    dispatch = driver.failUntilNext(dispatch, 500);
    driver.respond(dispatch, 500);

    assertThat(driver.takeOne(DeadLettered.class).dispatchCount()).isEqualTo(3);
  }

  @Test
  void attempts_keptAreTheFirstAndTheLastTen() {
    SchedulerDriver driver = driver(tenSeconds().attempts(15));
    Dispatch dispatch = createAndDispatch(driver);
    for (int i = 0; i < 14; i++) {
      dispatch = driver.failUntilNext(dispatch, 400 + i);
    }
    driver.respond(dispatch, 499);

    assertThat(driver.takeOne(DeadLettered.class).attempts())
        .extracting(AttemptRecord::httpStatus)
        .containsExactly(400, 405, 406, 407, 408, 409, 410, 411, 412, 413, 499);
  }

  @Test
  void abandoned_isDispatchedAgainAtOnceAndDoesNotCount() {
    SchedulerDriver driver = driver(tenSeconds().attempts(1));
    Dispatch first = createAndDispatch(driver);
    driver.end(first, Input.Outcome.Kind.ABANDONED);
    assertThat(driver.take()).isEmpty();
    driver.tick();

    Dispatch second = driver.takeOne(Dispatch.class);
    assertThat(second.dispatchCount()).isEqualTo(1);
    assertThat(second.scheduleMicros()).isEqualTo(first.scheduleMicros());
    assertThat(second.sequence()).isEqualTo(2);
  }

  @Test
  void outcome_ofAnUnknownSequence_isIgnoredAndCounted() {
    SchedulerDriver driver = driver(tenSeconds());
    Dispatch dispatch = createAndDispatch(driver);
    driver.respond(dispatch, 200);
    driver.respond(dispatch, 200);
    driver.process(
        InputTopic.OUTCOMES,
        new Input.Outcome(9_999, 1, Input.Outcome.Kind.RESPONDED, 200, -1, "", new byte[0], 0, 0));

    assertThat(driver.scheduler().unknownOutcomes()).isEqualTo(2);
    assertThat(driver.take()).isEmpty();
  }

  @Test
  void outcome_ofADeletedQueue_isIgnored() {
    SchedulerDriver driver = driver(tenSeconds());
    Dispatch dispatch = createAndDispatch(driver);
    driver.command(new Input.DeleteQueue(QUEUE));
    driver.take();
    driver.respond(dispatch, 500);

    assertThat(driver.take()).isEmpty();
    assertThat(driver.index().count(Keys.IN_FLIGHT)).isZero();
  }

  @Test
  void outcome_ofAPurgedTask_leavesATombstone() {
    SchedulerDriver driver = driver(tenSeconds());
    Dispatch dispatch = createAndDispatch(driver);
    driver.advance(Duration.ofMillis(1));
    driver.command(new Input.PurgeQueue(QUEUE, driver.now()));
    driver.take();
    driver.respond(dispatch, 500);

    assertThat(driver.take()).isEmpty();
    assertThat(driver.reader().task(QUEUE, "a")).isInstanceOf(SchedulerReader.Gone.class);
  }

  @Test
  void failure_afterTheTaskHasExpired_dropsIt() {
    SchedulerDriver driver =
        driver(Settings.defaults().taskTtl(Duration.ofSeconds(30)).sampling(1));
    Dispatch dispatch = createAndDispatch(driver);
    driver.advance(Duration.ofSeconds(30));
    driver.respond(dispatch, 500);

    assertThat(driver.take(Decision.Event.class))
        .extracting(Decision.Event::kind)
        .containsExactly(Decision.Event.Kind.RESPONDED, Decision.Event.Kind.EXPIRED);
    assertThat(driver.definitions().size()).isZero();
  }

  @Test
  void retry_thatWouldComeAfterTheExpiry_expiresThen() {
    SchedulerDriver driver = driver(tenSeconds().taskTtl(Duration.ofSeconds(5)));
    driver.respond(createAndDispatch(driver), 500);
    driver.readBack(driver.takeOne(ScheduleRetry.class));
    driver.tickAfter(Duration.ofSeconds(5));

    assertThat(driver.take()).isEmpty();
    assertThat(driver.definitions().size()).isZero();
  }

  @Test
  void retry_filedAtAnExpiryThatMoved_isNotEarly() {
    SchedulerDriver driver = driver(tenSeconds().taskTtl(Duration.ofSeconds(5)));
    driver.respond(createAndDispatch(driver), 500);
    driver.readBack(driver.takeOne(ScheduleRetry.class));
    driver.update(Settings.defaults(), QueueField.TASK_TTL);
    driver.take();
    driver.tickAfter(Duration.ofSeconds(9));
    assertThat(driver.take()).isEmpty();
    driver.tickAfter(Duration.ofSeconds(1));

    assertThat(driver.take(Dispatch.class)).hasSize(1);
  }

  @Test
  void snapshot_inFlight_showsTheAttemptWithoutResponse() {
    SchedulerDriver driver = driver(tenSeconds());
    Dispatch first = createAndDispatch(driver);
    assertThat(task(driver).lastAttempt().orElseThrow().responseMicros()).isZero();
    assertThat(task(driver).firstAttempt().orElseThrow().dispatchMicros())
        .isEqualTo(first.dispatchMicros());
    driver.respond(first, 500);

    assertThat(task(driver).lastAttempt().orElseThrow().httpStatus()).isEqualTo(500);
    assertThat(task(driver).dispatchCount()).isEqualTo(1);
    assertThat(task(driver).scheduleMicros()).isEqualTo(driver.now() + 10_000_000);
  }

  @Test
  void events_ofASampledTask_tellItsLife() {
    SchedulerDriver driver = driver(tenSeconds().sampling(1));
    driver.create("a");
    List<Decision.Event.Kind> kinds = new ArrayList<>();
    List<Decision> decisions = driver.take();
    decisions.forEach(decision -> note(kinds, decision));
    Dispatch dispatch =
        decisions.stream()
            .filter(Dispatch.class::isInstance)
            .map(Dispatch.class::cast)
            .findFirst()
            .orElseThrow();
    driver.respond(dispatch, 200);
    driver.take().forEach(decision -> note(kinds, decision));

    assertThat(kinds)
        .containsExactly(
            Decision.Event.Kind.CREATED,
            Decision.Event.Kind.DISPATCHED,
            Decision.Event.Kind.RESPONDED,
            Decision.Event.Kind.COMPLETED);
  }

  private static void note(List<Decision.Event.Kind> kinds, Decision decision) {
    if (decision instanceof Decision.Event event) {
      kinds.add(event.kind());
    }
  }

  @Test
  void events_aShare_isSampledByTask() {
    SchedulerDriver driver = driver(Settings.defaults().rate(1e6, 100_000).sampling(0.25));
    for (int i = 0; i < 4_000; i++) {
      driver.create("task-" + i);
    }
    long created =
        driver.take(Decision.Event.class).stream()
            .filter(event -> event.kind() == Decision.Event.Kind.CREATED)
            .count();

    assertThat(created).isBetween(900L, 1_100L);
  }
}
