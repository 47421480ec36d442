package dev.sluice.bench.micro;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.v1.Task;
import org.junit.jupiter.api.Test;

/** What is measured is what it is called. */
class BenchmarksTest {

  @Test
  void createDispatchAnswer_isOneTaskEach() {
    CoreBenchmark benchmark = new CoreBenchmark();
    benchmark.open();

    for (int i = 0; i < 5_000; i++) {
      assertThat(benchmark.createDispatchAnswer().taskId()).isEqualTo("task-" + i);
    }
  }

  @Test
  void records_comeBackAsTheyWere() {
    RecordsBenchmark benchmark = new RecordsBenchmark();

    Task task = (Task) benchmark.decode();

    assertThat(task.getHttpRequest().getBody().remaining()).isEqualTo(1_024);
    assertThat(benchmark.encode()).hasSizeBetween(1_100, 1_300);
  }
}
