package dev.sluice.adminapi.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.adminapi.cluster.VerdictLedger.Entry;
import dev.sluice.v1.query.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VerdictLedgerTest {

  private static final int ALREADY_EXISTS = 6;

  private final List<Entry> lookUps = new ArrayList<>();
  private final VerdictLedger ledger = new VerdictLedger(true, (from, entry) -> lookUps.add(entry));
  private final VerdictLedger commands =
      new VerdictLedger(false, (from, entry) -> lookUps.add(entry));

  @Test
  void advanced_silentPastRecord_isAccepted() {
    ledger.connected(9);
    Entry entry = sent(10);

    ledger.advanced(10, List.of(), List.of());

    assertThat(code(entry)).isZero();
    assertThat(ledger.waiting()).isZero();
  }

  @Test
  void advanced_belowRecord_decidesNothing() {
    ledger.connected(5);
    Entry entry = sent(10);

    ledger.advanced(9, List.of(), List.of());

    assertThat(code(entry)).isNull();
  }

  @Test
  void advanced_recordRefused_isRefused() {
    ledger.connected(9);
    Entry refused = sent(10);
    Entry accepted = sent(11);

    ledger.advanced(11, List.of(refusal(10)), List.of());

    assertThat(code(refused)).isEqualTo(ALREADY_EXISTS);
    assertThat(code(accepted)).isZero();
  }

  @Test
  void acknowledged_afterItsBatchPassed_isAccepted() {
    ledger.connected(9);
    Entry entry = ledger.begin("t");
    ledger.advanced(12, List.of(), List.of());

    ledger.acknowledged(entry, 10);

    assertThat(code(entry)).isZero();
  }

  @Test
  void acknowledged_afterItsRefusalPassed_isRefused() {
    ledger.connected(9);
    Entry entry = ledger.begin("t");
    ledger.advanced(10, List.of(refusal(10)), List.of());
    ledger.advanced(11, List.of(), List.of());

    ledger.acknowledged(entry, 10);

    assertThat(code(entry)).isEqualTo(ALREADY_EXISTS);
    assertThat(ledger.early()).isZero();
  }

  @Test
  void acknowledged_afterItWasParked_waits() {
    ledger.connected(9);
    Entry entry = ledger.begin("t");
    ledger.advanced(10, List.of(), List.of(10L));

    ledger.acknowledged(entry, 10);
    assertThat(code(entry)).isNull();

    ledger.advanced(20, List.of(refusal(10)), List.of());
    assertThat(code(entry)).isEqualTo(ALREADY_EXISTS);
  }

  @Test
  void acknowledged_parkedAndThenRefusedBefore_isRefused() {
    ledger.connected(9);
    Entry other = ledger.begin("other");
    Entry entry = ledger.begin("t");
    ledger.advanced(10, List.of(), List.of(10L));
    ledger.advanced(11, List.of(refusal(10)), List.of());
    ledger.acknowledged(other, 11);

    ledger.acknowledged(entry, 10);

    assertThat(code(entry)).isEqualTo(ALREADY_EXISTS);
  }

  @Test
  void advanced_parkedRecord_isNotAcceptedBySilence() {
    ledger.connected(9);
    Entry entry = sent(10);

    ledger.advanced(10, List.of(), List.of(10L));
    ledger.advanced(11, List.of(), List.of());

    assertThat(code(entry)).isNull();
    assertThat(lookUps).isEmpty();
  }

  @Test
  void early_noSendInFlight_isNotKept() {
    ledger.connected(9);

    ledger.advanced(12, List.of(refusal(10), refusal(11)), List.of(12L));

    assertThat(ledger.early()).isZero();
  }

  @Test
  void early_sendsInFlightBeforeItHaveEnded_isForgotten() {
    ledger.connected(9);
    Entry before = ledger.begin("before");
    ledger.advanced(10, List.of(refusal(10)), List.of());
    Entry after = ledger.begin("after");
    assertThat(ledger.early()).isEqualTo(1);

    ledger.failed(before, new IllegalStateException("no broker"));

    assertThat(ledger.early()).isZero();
    assertThat(before.verdict()).isCompletedExceptionally();
    assertThat(code(after)).isNull();
  }

  @Test
  void connected_recordAtOrBelowItsStart_isLookedUp() {
    Entry below = sent(10);
    Entry above = sent(11);

    ledger.connected(10);
    ledger.advanced(11, List.of(), List.of());

    assertThat(lookUps).containsExactly(below);
    assertThat(code(below)).isNull();
    assertThat(code(above)).isZero();

    ledger.lookedUp(below, refusal(10));
    assertThat(code(below)).isEqualTo(ALREADY_EXISTS);
  }

  @Test
  void acknowledged_streamStartedPastIt_isLookedUp() {
    Entry entry = ledger.begin("t");
    ledger.connected(10);

    ledger.acknowledged(entry, 10);

    assertThat(lookUps).containsExactly(entry);
    assertThat(entry.offset()).isEqualTo(10);
  }

  @Test
  void connected_again_coversOnlyWhatFollowsIt() {
    ledger.connected(9);
    Entry missed = sent(10);
    Entry later = sent(12);
    ledger.disconnected();

    // The refusal of 10 went to nobody.
    ledger.connected(11);
    ledger.advanced(12, List.of(), List.of());

    assertThat(lookUps).containsExactly(missed);
    assertThat(code(missed)).isNull();
    assertThat(code(later)).isZero();
  }

  @Test
  void connected_twiceWithoutAnAnswer_looksUpAgain() {
    Entry entry = sent(10);
    ledger.connected(10);
    ledger.disconnected();

    ledger.connected(10);

    assertThat(lookUps).containsExactly(entry, entry);
  }

  @Test
  void acknowledged_whileDisconnected_waitsForTheNextStream() {
    ledger.connected(20);
    ledger.disconnected();
    Entry entry = sent(10);
    assertThat(lookUps).isEmpty();

    ledger.connected(20);

    assertThat(lookUps).containsExactly(entry);
  }

  @Test
  void commands_passedInSilence_areLookedUpOnce() {
    commands.connected(9);
    Entry entry = commands.begin("q");
    commands.acknowledged(entry, 10);

    commands.advanced(10, List.of(), List.of());
    commands.advanced(11, List.of(), List.of());

    assertThat(code(entry)).isNull();
    assertThat(lookUps).containsExactly(entry);
  }

  @Test
  void forget_beforeTheAcknowledgement_leavesNothing() {
    ledger.connected(9);
    Entry entry = ledger.begin("t");

    ledger.forget(entry);
    ledger.acknowledged(entry, 10);

    assertThat(ledger.waiting()).isZero();
    assertThat(entry.verdict()).isCancelled();
  }

  @Test
  void forget_afterTheAcknowledgement_leavesNothing() {
    Entry entry = sent(10);

    ledger.forget(entry);
    ledger.connected(10);

    assertThat(ledger.waiting()).isZero();
    assertThat(lookUps).isEmpty();
  }

  private Entry sent(long offset) {
    Entry entry = ledger.begin("t" + offset);
    ledger.acknowledged(entry, offset);
    return entry;
  }

  private static Verdict refusal(long offset) {
    return Verdict.newBuilder().setOffset(offset).setCode(ALREADY_EXISTS).build();
  }

  private static @Nullable Integer code(Entry entry) {
    Verdict verdict = entry.verdict().getNow(null);
    return verdict == null ? null : verdict.getCode();
  }
}
