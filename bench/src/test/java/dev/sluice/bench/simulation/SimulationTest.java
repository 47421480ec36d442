package dev.sluice.bench.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/**
 * The scheduler's and the workers' cores against each other, with faults (design sections 4 and 5).
 * {@code sluice bench histories} runs more histories, and makes those small that fail.
 */
class SimulationTest {

  private static final int HISTORIES = Integer.getInteger("sluice.simulation.seeds", 3_000);

  @Test
  void histories_withFaultsOfAllKinds_keepEveryPromise() throws Exception {
    List<HistoryFailed> failures = new CopyOnWriteArrayList<>();
    Histories histories = new Histories(Set.of(), failures::add);

    histories.run(1, HISTORIES, Runtime.getRuntime().availableProcessors(), 1);

    assertThat(failures).isEmpty();
    assertThat(histories.coverage().missing(HISTORIES))
        .as("seen too rarely, of %s", histories.coverage())
        .isEmpty();
  }
}
