package dev.sluice.adminapi.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.adminapi.cluster.VerdictLedger.Entry;
import dev.sluice.v1.query.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A partition that decides every record by its offset, streams that break, acknowledgements that
 * come late: whatever a ledger concludes must be what the partition decided.
 */
class VerdictLedgerModelTest {

  private static final int STEPS = 600;

  private final List<Entry> asked = new ArrayList<>();
  private final VerdictLedger ledger = new VerdictLedger(true, (from, entry) -> asked.add(entry));

  /** Records of ours in the log, in order of their offsets, not acknowledged yet. */
  private final Deque<Sent> unacknowledged = new ArrayDeque<>();

  private final List<Sent> all = new ArrayList<>();
  private long nextOffset;
  private long committed = -1;
  private long told = -1;
  private boolean connected;

  private record Sent(Entry entry, long offset) {}

  static LongStream seeds() {
    return LongStream.range(0, 300);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void conclusions_anyOrderOfEvents_areThePartitions(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < STEPS; i++) {
      step(random);
      check();
    }
    settleEverything();
    check();
    assertThat(all).allMatch(sent -> sent.entry.verdict().isDone());
    assertThat(ledger.waiting()).isZero();
    assertThat(ledger.early()).isZero();
  }

  private void step(Random random) {
    switch (random.nextInt(8)) {
      case 0, 1 -> {
        Sent sent = new Sent(ledger.begin("t"), nextOffset++);
        all.add(sent);
        unacknowledged.add(sent);
      }
      case 2 -> nextOffset += random.nextInt(3); // Somebody else's records.
      case 3 -> acknowledgeOne();
      case 4 -> committed = Math.max(committed, nextOffset - 1 - random.nextInt(4));
      case 5, 6 -> stream(random);
      default -> answerOne();
    }
  }

  private void stream(Random random) {
    if (!connected) {
      connected = true;
      told = committed;
      ledger.connected(committed);
    } else if (random.nextInt(6) == 0) {
      connected = false;
      ledger.disconnected();
    } else {
      List<Verdict> refusals = new ArrayList<>();
      for (long offset = told + 1; offset <= committed; offset++) {
        if (isRefused(offset)) {
          refusals.add(decided(offset));
        }
      }
      told = committed;
      ledger.advanced(committed, refusals, List.of());
    }
  }

  private void acknowledgeOne() {
    Sent sent = unacknowledged.poll();
    if (sent != null) {
      ledger.acknowledged(sent.entry, sent.offset);
    }
  }

  private void answerOne() {
    if (!asked.isEmpty()) {
      Entry entry = asked.removeFirst();
      assertThat(entry.offset()).isLessThanOrEqualTo(committed);
      ledger.lookedUp(entry, decided(entry.offset()));
    }
  }

  private void settleEverything() {
    while (!unacknowledged.isEmpty()) {
      acknowledgeOne();
    }
    committed = nextOffset;
    ledger.disconnected();
    ledger.connected(committed);
    while (!asked.isEmpty()) {
      answerOne();
    }
  }

  private void check() {
    for (Sent sent : all) {
      Verdict verdict = sent.entry.verdict().getNow(null);
      if (verdict != null) {
        assertThat(sent.offset).isLessThanOrEqualTo(committed);
        assertThat(verdict.getCode()).isEqualTo(decided(sent.offset).getCode());
      }
    }
  }

  private static boolean isRefused(long offset) {
    return offset % 3 == 0;
  }

  private static Verdict decided(long offset) {
    return Verdict.newBuilder().setOffset(offset).setCode(isRefused(offset) ? 6 : 0).build();
  }
}
