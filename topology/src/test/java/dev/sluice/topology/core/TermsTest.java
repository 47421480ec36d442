package dev.sluice.topology.core;

import static dev.sluice.topology.core.SchedulerDriver.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.topology.core.Decision.DeadLettered;
import dev.sluice.topology.core.Decision.Dispatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tasks with retry limits of their own, and App Engine tasks. */
final class TermsTest {

  private static final RetryOverride TWICE_AFTER_3_S =
      new RetryOverride(
          Optional.of(2),
          Optional.empty(),
          Optional.of(Duration.ofSeconds(3)),
          Optional.empty(),
          Optional.of(0));

  private static void create(SchedulerDriver driver, Terms terms) {
    Coordinates at = driver.next(InputTopic.TASKS);
    driver.process(at, task(driver, at, terms));
  }

  private static Input.Create task(SchedulerDriver driver, Coordinates at, Terms terms) {
    long now = driver.now();
    byte[] payload = {1};
    return new Input.Create(at, now, QUEUE, "a", true, true, now, 0, 600_000, terms, payload);
  }

  private static List<Long> waitsUntilDead(SchedulerDriver driver) {
    List<Long> waitSeconds = new ArrayList<>();
    Dispatch dispatch = driver.takeOne(Dispatch.class);
    while (true) {
      driver.respond(dispatch, 500);
      List<Decision> decisions = driver.take();
      if (decisions.stream().anyMatch(DeadLettered.class::isInstance)) {
        return waitSeconds;
      }
      Decision.ScheduleRetry retry =
          (Decision.ScheduleRetry)
              decisions.stream()
                  .filter(Decision.ScheduleRetry.class::isInstance)
                  .findFirst()
                  .orElseThrow();
      waitSeconds.add((retry.nextAttemptMicros() - driver.now()) / Micros.PER_SECOND);
      driver.readBack(retry);
      driver.moveTo(retry.nextAttemptMicros());
      driver.hear("w", 1_000_000);
      driver.tick();
      dispatch = driver.takeOne(Dispatch.class);
    }
  }

  @Test
  void retryConfig_ofTheTask_isStrongerThanTheQueues() {
    Settings settings =
        Settings.defaults().attempts(5).backoff(Duration.ofSeconds(10), Duration.ofHours(1), 16);
    SchedulerDriver driver = SchedulerDriver.withQueue(settings);
    create(driver, new Terms(false, TWICE_AFTER_3_S));

    assertThat(waitsUntilDead(driver)).containsExactly(3L);
  }

  @Test
  void retryConfig_whatIsNotSet_isTheQueues() {
    Settings settings =
        Settings.defaults().attempts(5).backoff(Duration.ofSeconds(10), Duration.ofHours(1), 16);
    SchedulerDriver driver = SchedulerDriver.withQueue(settings);
    RetryOverride attempts =
        new RetryOverride(
            Optional.of(3), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    create(driver, new Terms(false, attempts));

    assertThat(waitsUntilDead(driver)).containsExactly(10L, 20L);
  }

  @Test
  void terms_survivePlacesWhereTasksAreKept() {
    SchedulerDriver driver = new SchedulerDriver();
    Terms terms = new Terms(true, TWICE_AFTER_3_S);
    create(driver, terms); // Parked: there is no queue yet.
    driver.restart();
    driver.createQueue(QUEUE, Settings.defaults());
    driver.hear("w", 1_000_000);
    driver.tick();
    driver.restart();
    driver.hear("w", 1_000_000);
    assertThat(waitsUntilDead(driver)).containsExactly(3L);

    driver.restart();
    driver.hear("w", 1_000_000);
    driver.command(new Input.RedriveDeadLetter(1));
    driver.tick();
    assertThat(waitsUntilDead(driver)).as("redriven").containsExactly(3L);
  }

  @Test
  void response_afterATimeout_isToldApartFromA504() {
    SchedulerDriver driver = SchedulerDriver.withQueue(Settings.defaults());
    create(driver, new Terms(true, RetryOverride.NONE));
    Dispatch first = driver.takeOne(Dispatch.class);
    assertThat(first.previousUnanswered()).isFalse();

    driver.end(first, Input.Outcome.Kind.DEADLINE_EXCEEDED);
    Dispatch second = next(driver);
    assertThat(second.previousUnanswered()).isTrue();
    assertThat(second.responseCount()).isZero();

    driver.respond(second, 504);
    driver.restart();
    Dispatch third = next(driver);
    assertThat(third.previousUnanswered()).isFalse();
    assertThat(third.previousResponse()).isEqualTo(504);
    assertThat(third.responseCount()).isEqualTo(1);
    assertThat(third.executionCount()).isZero();
  }

  private static Dispatch next(SchedulerDriver driver) {
    Decision.ScheduleRetry retry = driver.takeOne(Decision.ScheduleRetry.class);
    driver.readBack(retry);
    driver.moveTo(retry.nextAttemptMicros());
    driver.hear("w", 1_000_000);
    driver.tick();
    return driver.takeOne(Dispatch.class);
  }
}
