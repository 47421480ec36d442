package dev.sluice.delivery.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.delivery.core.Action.Abandon;
import dev.sluice.delivery.core.Action.Cancel;
import dev.sluice.delivery.core.Action.Overdue;
import dev.sluice.delivery.core.Action.Start;
import dev.sluice.delivery.core.HoldingsReport.HeldLane;
import dev.sluice.delivery.core.HoldingsReport.OwnedLane;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class WorkerTest {

  private static final long DEADLINE_MILLIS = 600_000;

  private final Worker worker = new Worker(new WorkerLimits(100, 10_000, 2));

  // A monotonic clock may start anywhere, so it starts shortly before it overflows.
  private long nowNanos = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(3);

  @Test
  void receive_beforeItsCommit_startsAndHoldsNothing() {
    inContactWith(0);

    assertThat(worker.receive(0, 1, 0, 10, DEADLINE_MILLIS)).isTrue();

    assertThat(worker.heldCount()).isZero();
    assertThat(worker.tick(nowNanos)).isEmpty();
    assertThat(worker.markToCommit(0)).isEqualTo(1);
    assertThat(reportOf(0).owned().getFirst().received()).isZero();
  }

  @Test
  void commitAcknowledged_inContact_startsWhatWasReceived() {
    inContactWith(0);
    worker.receive(0, 1, 0, 10, DEADLINE_MILLIS);
    worker.receive(0, 2, 0, 10, DEADLINE_MILLIS);

    List<Action> actions = worker.commitAcknowledged(nowNanos);

    assertThat(actions).containsExactly(new Start(key(0, 1)), new Start(key(0, 2)));
    assertThat(reportOf(0).owned()).containsExactly(new OwnedLane(0, 2, 98, 9_980));
    assertThat(worker.heldCount()).isEqualTo(2);
  }

  @Test
  void commitFailed_ofABatch_leavesNoTraceAndTheBatchMayComeAgain() {
    inContactWith(0);
    worker.receive(0, 1, 0, 10, DEADLINE_MILLIS);
    worker.receiveBarrier(0, 7);

    worker.commitFailed();

    assertThat(worker.markToCommit(0)).isZero();
    assertThat(worker.commitAcknowledged(nowNanos)).isEmpty();
    assertThat(worker.receive(0, 1, 0, 10, DEADLINE_MILLIS)).isTrue();
    assertThat(worker.commitAcknowledged(nowNanos)).containsExactly(new Start(key(0, 1)));
  }

  @Test
  void receive_atOrBelowThePredecessorsMark_isSkipped() {
    worker.assign(0, 5);

    assertThat(worker.receive(0, 5, 0, 10, DEADLINE_MILLIS)).isFalse();
    assertThat(worker.receive(0, 6, 0, 10, DEADLINE_MILLIS)).isTrue();
    assertThat(worker.receive(0, 6, 0, 10, DEADLINE_MILLIS)).isFalse();
  }

  @Test
  void receive_ofALaneThatIsNotOwned_isSkipped() {
    worker.assign(0, 0);
    worker.revoke(0);

    assertThat(worker.receive(0, 1, 0, 10, DEADLINE_MILLIS)).isFalse();
    assertThat(worker.receive(3, 1, 0, 10, DEADLINE_MILLIS)).isFalse();
  }

  @Test
  void barrier_afterItsCommit_movesTheMark() {
    inContactWith(0);
    worker.receive(0, 1, 0, 10, DEADLINE_MILLIS);
    worker.receiveBarrier(0, 9);
    worker.commitAcknowledged(nowNanos);

    HoldingsReport report = reportOf(0);

    assertThat(report.owned().getFirst().received()).isEqualTo(9);
    assertThat(report.held()).containsExactly(new HeldLane(0, List.of(1L)));
  }

  @Test
  void commitAcknowledged_beforeTheFirstHoldingsWereHeard_startsWhenTheyAre() {
    worker.assign(0, 3);
    HoldingsReport first = worker.holdings(nowNanos).getFirst();
    worker.receive(0, 4, 0, 10, DEADLINE_MILLIS);
    assertThat(worker.commitAcknowledged(nowNanos)).isEmpty();
    assertThat(worker.maySend(key(0, 4), nowNanos)).isFalse();
    passMillis(4_000);
    assertThat(worker.tick(nowNanos)).isEmpty();

    List<Action> actions = worker.holdingsAcknowledged(first, nowNanos);

    assertThat(actions).containsExactly(new Start(key(0, 4)));
  }

  @Test
  void commitAcknowledged_withHoldingsUnheardFor5s_isGivenBack() {
    worker.assign(0, 0);
    worker.holdings(nowNanos);
    worker.receive(0, 1, 0, 10, DEADLINE_MILLIS);
    worker.commitAcknowledged(nowNanos);
    passMillis(5_001);

    assertThat(worker.tick(nowNanos)).singleElement().isInstanceOf(Abandon.class);
  }

  @Test
  void maySend_withHoldingsHeard5sAgo_isStillAllowed() {
    startOne();
    passMillis(5_000);

    assertThat(worker.maySend(key(0, 1), nowNanos)).isTrue();
  }

  @Test
  void maySend_withHoldingsOlderThan5s_isRefusedAndTheAttemptGivenBack() {
    startOne();
    passMillis(5_001);

    assertThat(worker.maySend(key(0, 1), nowNanos)).isFalse();
    assertThat(worker.tick(nowNanos)).singleElement().isInstanceOf(Abandon.class);
    assertThat(worker.maySend(key(0, 1), nowNanos)).isFalse();
    assertThat(worker.end(key(0, 1), nowNanos)).isEmpty();
  }

  @Test
  void tick_whenSent_cancelsAfter10sOutOfContactOnly() {
    startOne();
    worker.maySend(key(0, 1), nowNanos);
    passMillis(9_999);
    assertThat(worker.tick(nowNanos)).isEmpty();
    passMillis(1);

    assertThat(worker.tick(nowNanos)).singleElement().isInstanceOf(Cancel.class);
    assertThat(worker.tick(nowNanos)).isEmpty();
  }

  @Test
  void contact_isCountedFromWhenTheReportWasTaken_notFromItsAcknowledgement() {
    worker.assign(0, 0);
    HoldingsReport report = worker.holdings(nowNanos).getFirst();
    passMillis(5_001);

    worker.holdingsAcknowledged(report, nowNanos);

    assertThat(worker.isInContact(nowNanos)).isFalse();
  }

  @Test
  void tick_aMinuteAfterTheDeadline_reportsTheAttemptWhateverItsThreadDoes() {
    startOne(15_000);
    worker.maySend(key(0, 1), nowNanos);
    for (int i = 0; i < 74; i++) {
      passMillis(1_000);
      keepInContact(0);
      assertThat(worker.tick(nowNanos)).as("second %d", i + 1).isEmpty();
    }
    passMillis(1_000);

    assertThat(worker.tick(nowNanos)).containsExactly(new Overdue(key(0, 1)));
    assertThat(worker.end(key(0, 1), nowNanos)).isEmpty();
  }

  @Test
  void end_twice_countsOnce() {
    startOne();

    assertThat(worker.end(key(0, 1), nowNanos)).isPresent();
    assertThat(worker.end(key(0, 1), nowNanos)).isEmpty();
  }

  @Test
  void attempt_isHeldUntilItsOutcomeIsAcknowledged() {
    startOne();
    worker.end(key(0, 1), nowNanos);
    assertThat(reportOf(0).held()).containsExactly(new HeldLane(0, List.of(1L)));

    worker.outcomeAcknowledged(key(0, 1));

    assertThat(reportOf(0).held()).isEmpty();
    assertThat(reportOf(0).owned()).containsExactly(new OwnedLane(0, 1, 100, 10_000));
  }

  @Test
  void revoke_withAttemptsHeld_goesOnNamingThem() {
    startOne();
    worker.revoke(0);

    HoldingsReport report = worker.holdings(nowNanos).getFirst();

    assertThat(report.owned()).isEmpty();
    assertThat(report.held()).containsExactly(new HeldLane(0, List.of(1L)));
  }

  @Test
  void holdings_whenNothingIsOwnedOrHeldAnyMore_saySoOnce() {
    inContactWith(0);
    worker.revoke(0);

    HoldingsReport last = worker.holdings(nowNanos).getFirst();
    worker.holdingsAcknowledged(last, nowNanos);
    passMillis(10_000);

    assertThat(last.owned()).isEmpty();
    assertThat(last.held()).isEmpty();
    assertThat(worker.holdings(nowNanos)).isEmpty();
  }

  @Test
  void holdings_areDueAtOnceAfterAnAssignmentAndThenEvery2s() {
    worker.assign(0, 0);
    keepInContact(0);
    passMillis(1_999);
    assertThat(worker.holdings(nowNanos)).isEmpty();
    passMillis(1);
    assertThat(worker.holdings(nowNanos)).hasSize(1);
  }

  @Test
  void holdings_whileOneIsUnanswered_areNotRepeated() {
    worker.assign(0, 0);
    HoldingsReport first = worker.holdings(nowNanos).getFirst();
    passMillis(60_000);
    assertThat(worker.holdings(nowNanos)).isEmpty();

    worker.holdingsFailed(first);

    assertThat(worker.holdings(nowNanos)).hasSize(1);
  }

  @Test
  void holdings_goToEachPartitionWithItsOwnLanes() {
    worker.assign(1, 0);
    worker.assign(2, 0);
    worker.assign(3, 0);

    assertThat(worker.holdings(nowNanos))
        .extracting(report -> report.owned().stream().map(OwnedLane::lane).toList())
        .containsExactly(List.of(2), List.of(1, 3));
  }

  @Test
  void credit_isSplitEvenlyOverTheLanesOwned() {
    worker.assign(0, 0);
    worker.assign(1, 0);
    worker.assign(2, 0);

    assertThat(worker.holdings(nowNanos).getFirst().owned())
        .containsExactly(new OwnedLane(0, 0, 33, 3_333), new OwnedLane(2, 0, 33, 3_333));
  }

  @Test
  void credit_whenALaneIsTakenAway_growsAndIsSaidAtOnce() {
    worker.assign(0, 0);
    worker.assign(1, 0);
    keepInContact(0);
    keepInContact(1);
    assertThat(worker.holdings(nowNanos)).isEmpty();

    worker.revoke(1);

    assertThat(worker.holdings(nowNanos).getFirst().owned())
        .containsExactly(new OwnedLane(0, 0, 100, 10_000));
  }

  @Test
  void credit_takesOffWhatIsHeldOfLanesThatWentElsewhere() {
    startOne();
    worker.assign(1, 0);
    worker.revoke(0);

    assertThat(worker.holdings(nowNanos).getLast().owned())
        .containsExactly(new OwnedLane(1, 0, 99, 9_990));
  }

  @Test
  void credit_ofAttemptsThatComeAndGo_needsNoExtraReport() {
    inContactWith(0);
    for (int i = 1; i <= 90; i++) {
      worker.receive(0, i, 0, 10, DEADLINE_MILLIS);
    }
    worker.commitAcknowledged(nowNanos);
    assertThat(worker.holdings(nowNanos)).isEmpty();
    keepInContact(0);
    for (int i = 1; i <= 90; i++) {
      worker.end(key(0, i), nowNanos);
      worker.outcomeAcknowledged(key(0, i));
    }

    assertThat(worker.holdings(nowNanos)).isEmpty();
  }

  @Test
  void drain_givesBackWhatIsUnsentAndTakesNothingMore() {
    inContactWith(0);
    worker.receive(0, 1, 0, 10, DEADLINE_MILLIS);
    worker.receive(0, 2, 0, 10, DEADLINE_MILLIS);
    worker.commitAcknowledged(nowNanos);
    worker.maySend(key(0, 1), nowNanos);

    assertThat(worker.drain())
        .singleElement()
        .isInstanceOf(Abandon.class)
        .extracting(Action::attempt)
        .isEqualTo(key(0, 2));

    assertThat(worker.holdings(nowNanos).getFirst().owned())
        .containsExactly(new OwnedLane(0, 2, 0, 0));
    worker.receive(0, 3, 0, 10, DEADLINE_MILLIS);
    assertThat(worker.commitAcknowledged(nowNanos)).singleElement().isInstanceOf(Abandon.class);
    assertThat(worker.end(key(0, 1), nowNanos)).isPresent();
  }

  @Test
  void stop_cutsOffWhatWasSent() {
    startOne();
    worker.maySend(key(0, 1), nowNanos);
    assertThat(worker.drain()).isEmpty();

    assertThat(worker.stop()).singleElement().isInstanceOf(Cancel.class);
    assertThat(worker.end(key(0, 1), nowNanos)).isEmpty();
    assertThat(worker.heldCount()).isEqualTo(1);
  }

  private void startOne() {
    startOne(DEADLINE_MILLIS);
  }

  private void startOne(long deadlineMillis) {
    inContactWith(0);
    worker.receive(0, 1, 0, 10, deadlineMillis);
    assertThat(worker.commitAcknowledged(nowNanos)).containsExactly(new Start(key(0, 1)));
  }

  private void inContactWith(int lane) {
    worker.assign(lane, 0);
    keepInContact(lane % 2);
  }

  private void keepInContact(int partition) {
    for (HoldingsReport report : worker.holdings(nowNanos)) {
      if (report.partition() == partition) {
        worker.holdingsAcknowledged(report, nowNanos);
      } else {
        worker.holdingsFailed(report);
      }
    }
  }

  private HoldingsReport reportOf(int partition) {
    passMillis(2_000);
    HoldingsReport report =
        worker.holdings(nowNanos).stream()
            .filter(one -> one.partition() == partition)
            .findFirst()
            .orElseThrow();
    worker.holdingsAcknowledged(report, nowNanos);
    return report;
  }

  private void passMillis(long millis) {
    nowNanos += TimeUnit.MILLISECONDS.toNanos(millis);
  }

  private static AttemptKey key(int lane, long sequence) {
    return new AttemptKey(lane, sequence);
  }
}
