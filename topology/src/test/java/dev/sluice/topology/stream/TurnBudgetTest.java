package dev.sluice.topology.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class TurnBudgetTest {

  private static final long MILLI = 1_000_000;

  private final AtomicLong nanos = new AtomicLong();
  private final TurnBudget budget = new TurnBudget(10 * MILLI, nanos::get);

  @Test
  void share_aloneWithWork_getsTheWholeTurn() {
    TurnBudget.Share idle = budget.join();
    TurnBudget.Share busy = budget.join();
    pass(idle);
    run(busy);

    pass(idle);
    assertThat(run(busy)).isEqualTo(10);
  }

  @Test
  void shares_allWithWork_getEqualParts() {
    TurnBudget.Share first = budget.join();
    TurnBudget.Share second = budget.join();
    run(first);
    run(second);

    assertThat(run(first)).isEqualTo(5);
    assertThat(run(second)).isEqualTo(5);
    assertThat(run(first)).isEqualTo(5);
  }

  @Test
  void share_thatLeft_takesNothing() {
    TurnBudget.Share first = budget.join();
    TurnBudget.Share second = budget.join();
    run(first);
    run(second);
    second.leave();

    assertThat(run(first)).isEqualTo(10);
  }

  @Test
  void share_inAnOverdrawnTurn_stillGetsALittle() {
    TurnBudget.Share first = budget.join();
    TurnBudget.Share second = budget.join();
    first.begin();
    nanos.addAndGet(50 * MILLI);
    first.end(false);

    second.begin();
    assertThat(second.isOver()).isFalse();
  }

  /** Works for as long as it is allowed to; returns for how many milliseconds. */
  private long run(TurnBudget.Share share) {
    share.begin();
    long start = nanos.get();
    while (!share.isOver()) {
      nanos.addAndGet(MILLI);
    }
    share.end(true);
    return (nanos.get() - start) / MILLI;
  }

  /** Has nothing to do. */
  private static void pass(TurnBudget.Share share) {
    share.begin();
    share.end(false);
  }
}
