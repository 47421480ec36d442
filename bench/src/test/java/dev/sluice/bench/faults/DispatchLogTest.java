package dev.sluice.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bench.faults.DispatchLog.Attempt;
import dev.sluice.bench.faults.DispatchLog.Dispatched;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class DispatchLogTest {

  private static Dispatched dispatched(long sequence, long after, long micros) {
    return new Dispatched(
        new Attempt(0, sequence), new Attempt(0, after), "q/tasks/task-" + sequence, micros);
  }

  @Test
  void mostInFlight_countsFromDispatchToOutcome() {
    DispatchLog log =
        new DispatchLog(
            List.of(dispatched(1, 0, 10), dispatched(2, 0, 15), dispatched(3, 0, 20)),
            Map.of(new Attempt(0, 1), 20L, new Attempt(0, 2), 30L, new Attempt(0, 3), 30L));

    assertThat(log.mostInFlight("q", Set.of())).isEqualTo(2);
    assertThat(log.mostInFlight("q", Set.of("task-2"))).isEqualTo(1);
    assertThat(log.mostInFlight("other", Set.of())).isZero();
  }

  @Test
  void mostInFlight_whatWaitsForAnother_countsFromThatOnesEnd() {
    DispatchLog log =
        new DispatchLog(
            List.of(dispatched(1, 0, 10), dispatched(2, 1, 11)),
            Map.of(new Attempt(0, 1), 20L, new Attempt(0, 2), 30L));

    assertThat(log.mostInFlight("q", Set.of())).isEqualTo(1);
  }

  @Test
  void timesMicros_areThoseOfOneQueueInOrder() {
    DispatchLog log =
        new DispatchLog(List.of(dispatched(1, 0, 20), dispatched(2, 0, 10)), Map.of());

    assertThat(log.timesMicros("q")).containsExactly(10L, 20L);
  }
}
