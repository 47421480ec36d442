package dev.sluice.topology.stream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class CommitPaceTest {

  private static final long MILLI = 1_000;

  private final CommitPace pace = new CommitPace(25 * MILLI);

  @Test
  void awaited_afterQuiet_endsAtOnce() {
    assertThat(pace.didAwaited(0)).isTrue();
    pace.ended(0);

    assertThat(pace.didAwaited(25 * MILLI)).isTrue();
  }

  @Test
  void awaited_rightAfterAnother_endsWithTheInterval() {
    pace.didAwaited(0);
    pace.ended(0);

    assertThat(pace.didAwaited(1 * MILLI)).isFalse();
    assertThat(pace.isDue(24 * MILLI)).isFalse();
    assertThat(pace.isDue(25 * MILLI)).isTrue();
  }

  @Test
  void awaited_afterACommit_waitsFromWhenThatWasThrough() {
    pace.didAwaited(0);
    pace.ended(0);
    pace.committed(10 * MILLI);

    assertThat(pace.didAwaited(34 * MILLI)).isFalse();
    assertThat(pace.isDue(35 * MILLI)).isTrue();
  }

  @Test
  void awaited_afterASlowCommit_leavesAsMuchTimeForWork() {
    pace.didAwaited(0);
    pace.ended(0);
    pace.committed(100 * MILLI);

    assertThat(pace.didAwaited(101 * MILLI)).isFalse();
    assertThat(pace.isDue(199 * MILLI)).isFalse();
    assertThat(pace.isDue(200 * MILLI)).isTrue();
    pace.ended(200 * MILLI);
    pace.committed(205 * MILLI);
    pace.didAwaited(205 * MILLI);
    assertThat(pace.isDue(230 * MILLI)).isTrue();
  }

  @Test
  void awaited_afterACommitThatHung_waitsHalfASecond() {
    pace.didAwaited(0);
    pace.ended(0);
    pace.committed(20_000 * MILLI);

    assertThat(pace.didAwaited(20_499 * MILLI)).isFalse();
    assertThat(pace.isDue(20_500 * MILLI)).isTrue();
  }

  @Test
  void unawaited_isLeftToStreams() {
    pace.did();

    assertThat(pace.isDue(1_000 * MILLI)).isFalse();
  }

  @Test
  void ended_withNothingDone_delaysNobody() {
    pace.ended(0);

    assertThat(pace.didAwaited(1 * MILLI)).isTrue();
  }

  @Test
  void ended_withUnawaitedWork_delaysTheNext() {
    pace.did();
    pace.ended(0);

    assertThat(pace.didAwaited(1 * MILLI)).isFalse();
  }

  @Test
  void ended_takesWhatWasAwaitedWithIt() {
    pace.didAwaited(0);
    pace.ended(0);

    assertThat(pace.isDue(1_000 * MILLI)).isFalse();
  }

  @Test
  void manyDispatches_doNotWaitForTheInterval() {
    pace.didAwaited(0);
    pace.ended(0);

    for (int i = 1; i < 512; i++) {
      assertThat(pace.dispatched(1, MILLI)).as("dispatch %d", i).isFalse();
    }
    assertThat(pace.dispatched(1, MILLI)).isTrue();
    pace.ended(MILLI);
    assertThat(pace.dispatched(1, 2 * MILLI)).isFalse();
  }

  @Test
  void largeDispatches_doNotWaitForTheInterval() {
    pace.didAwaited(0);
    pace.ended(0);

    assertThat(pace.dispatched(3 << 20, MILLI)).isFalse();
    assertThat(pace.dispatched(1 << 20, MILLI)).isTrue();
    pace.ended(MILLI);
    assertThat(pace.dispatched(1 << 20, 2 * MILLI)).isFalse();
  }
}
