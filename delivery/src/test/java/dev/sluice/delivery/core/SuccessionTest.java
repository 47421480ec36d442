package dev.sluice.delivery.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.delivery.core.Action.Abandon;
import dev.sluice.delivery.core.Action.Start;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Attempts that start when another one has ended. */
final class SuccessionTest {

  private static final long DEADLINE_MILLIS = 600_000;

  private final Worker worker = new Worker(new WorkerLimits(100, 10_000, 1));
  private long nowNanos;

  @BeforeEach
  void ownTheLane() {
    assign(0);
  }

  @Test
  void successor_startsWhenTheOneBeforeHasEnded() {
    assertThat(receive(1, 0)).containsExactly(new Start(key(1)));
    assertThat(receive(2, 1)).isEmpty();
    assertThat(worker.maySend(key(2), nowNanos)).isFalse();

    assertThat(worker.end(key(1), nowNanos).orElseThrow()).containsExactly(new Start(key(2)));
    assertThat(worker.maySend(key(2), nowNanos)).isTrue();
  }

  @Test
  void successor_thatComesLater_startsAtOnce() {
    receive(1, 0);
    worker.end(key(1), nowNanos);

    assertThat(receive(2, 1)).containsExactly(new Start(key(2)));
    worker.outcomeAcknowledged(key(1));
    worker.end(key(2), nowNanos);
    worker.outcomeAcknowledged(key(2));
    assertThat(receive(3, 2)).containsExactly(new Start(key(3)));
  }

  @Test
  void successorOfAnAttemptThatOthersReceived_isGivenBack_andSoAreThoseAfterIt() {
    assign(7);

    assertThat(receive(8, 5)).singleElement().isInstanceOf(Abandon.class);
    worker.outcomeAcknowledged(key(8));
    assertThat(receive(9, 8)).singleElement().isInstanceOf(Abandon.class);
  }

  @Test
  void successorOfOneThatWasGivenBack_waitsForTheFirst_alsoWhenTheLaneHasComeBack() {
    receive(1, 0);
    receive(2, 1);
    passMillis(1_001);
    stayInContact();
    assertThat(worker.tick(nowNanos)).singleElement().isInstanceOf(Abandon.class);
    worker.revoke(0);
    assign(2);

    assertThat(receive(3, 2)).isEmpty();
    assertThat(worker.end(key(1), nowNanos).orElseThrow()).containsExactly(new Start(key(3)));
  }

  @Test
  void successorOfAnAttemptThatNeverCame_isGivenBack() {
    receive(1, 0);

    assertThat(receive(3, 2)).singleElement().isInstanceOf(Abandon.class);
  }

  @Test
  void successorOfAnAttemptThatABarrierPassed_isGivenBack() {
    receive(1, 0);
    worker.receiveBarrier(0, 2);

    assertThat(receive(3, 2)).singleElement().isInstanceOf(Abandon.class);
  }

  @Test
  void successorOfAnAttemptStillHeldFromBefore_waitsForIt() {
    receive(1, 0);
    worker.revoke(0);
    assign(4);
    assertThat(receive(5, 1)).isEmpty();

    assertThat(worker.end(key(1), nowNanos).orElseThrow()).containsExactly(new Start(key(5)));
  }

  @Test
  void successor_thatWaitsForASecond_isGivenBack_andLeavesItsTurnToTheNext() {
    receive(1, 0);
    receive(2, 1);
    passMillis(600);
    receive(3, 2);
    passMillis(401);
    stayInContact();
    assertThat(worker.tick(nowNanos)).singleElement().isInstanceOf(Abandon.class);
    worker.outcomeAcknowledged(key(2));

    assertThat(worker.end(key(1), nowNanos).orElseThrow()).containsExactly(new Start(key(3)));
  }

  @Test
  void turnThatWasGivenBack_isNotTakenByWhoComesLater() {
    receive(1, 0);
    receive(2, 1);
    passMillis(1_001);
    stayInContact();
    worker.tick(nowNanos);
    worker.outcomeAcknowledged(key(2));
    assertThat(receive(3, 2)).isEmpty();

    assertThat(worker.end(key(1), nowNanos).orElseThrow()).containsExactly(new Start(key(3)));
  }

  @Test
  void turnThatWasGivenBack_isOverWhenTheOneBeforeHasEnded() {
    receive(1, 0);
    receive(2, 1);
    passMillis(1_001);
    stayInContact();
    worker.tick(nowNanos);
    worker.end(key(1), nowNanos);

    assertThat(receive(3, 2)).containsExactly(new Start(key(3)));
  }

  @Test
  void overdueAttempt_letsTheNextGo() {
    worker.receive(0, 1, 0, 10, 100);
    worker.commitAcknowledged(nowNanos);
    nowNanos += TimeUnit.SECONDS.toNanos(60);
    stayInContact();
    receive(2, 1);
    passMillis(101);

    assertThat(worker.tick(nowNanos))
        .containsExactly(new Action.Overdue(key(1)), new Start(key(2)));
  }

  @Test
  void outOfContact_successorsWaitForTheNextHoldings() {
    receive(1, 0);
    passMillis(4_900);
    receive(2, 1);
    passMillis(101);

    assertThat(worker.end(key(1), nowNanos).orElseThrow()).isEmpty();
    HoldingsReport report = worker.holdings(nowNanos).getFirst();
    assertThat(worker.holdingsAcknowledged(report, nowNanos)).containsExactly(new Start(key(2)));
  }

  @Test
  void drain_givesBackWhatWaits_andStartsNothing() {
    receive(1, 0);
    worker.maySend(key(1), nowNanos);
    receive(2, 1);
    receive(3, 2);

    assertThat(worker.drain()).hasSize(2).allMatch(Abandon.class::isInstance);
    assertThat(worker.end(key(1), nowNanos).orElseThrow()).isEmpty();
  }

  private List<Action> receive(long sequence, long after) {
    worker.receive(0, sequence, after, 10, DEADLINE_MILLIS);
    return worker.commitAcknowledged(nowNanos);
  }

  private void assign(long mark) {
    worker.assign(0, mark);
    stayInContact();
  }

  private void stayInContact() {
    worker
        .holdings(nowNanos + TimeUnit.SECONDS.toNanos(2))
        .forEach(report ->
            worker.holdingsAcknowledged(
                new HoldingsReport(report.partition(), nowNanos, report.owned(), report.held()),
                nowNanos));
  }

  private void passMillis(long millis) {
    nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private static AttemptKey key(long sequence) {
    return new AttemptKey(0, sequence);
  }
}
