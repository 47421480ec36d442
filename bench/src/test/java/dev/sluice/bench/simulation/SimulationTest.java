package dev.sluice.bench.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The scheduler's and the workers' cores against each other, with faults (design sections 4 and 5).
 * {@code -Dsluice.simulation.seeds=10000} runs more histories, {@code -Dsluice.simulation.seed=7}
 * one of them.
 */
class SimulationTest {

  private static final int OPERATIONS = 1_000;

  @Test
  void histories_withFaultsOfAllKinds_keepEveryPromise() {
    Long only = Long.getLong("sluice.simulation.seed");
    int histories = only == null ? Integer.getInteger("sluice.simulation.seeds", 200) : 1;
    long first = only == null ? 1 : only;
    Coverage coverage = new Coverage();
    LongStream.range(first, first + histories)
        .forEach(seed -> coverage.add(Simulation.run(seed, OPERATIONS, Set.of())));
    assertThat(only == null ? coverage.missing(histories) : Set.of())
        .as("seen too rarely, of %s", coverage)
        .isEmpty();
  }
}
