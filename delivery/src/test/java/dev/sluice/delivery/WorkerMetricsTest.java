package dev.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a worker says of itself. */
final class WorkerMetricsTest {

  /** Micrometer forgets what nobody else holds, and says NaN from then on. */
  @Test
  void gauges_surviveAGarbageCollection() {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    AtomicInteger count = new AtomicInteger(7);
    WorkerMetrics kept = new WorkerMetrics(meters, () -> count.get(), () -> count.get() + 1);

    collectGarbage();

    assertThat(kept).isNotNull();
    assertThat(meters.get("sluice.attempts.in.flight").gauge().value()).isEqualTo(7);
    assertThat(meters.get("sluice.attempts.held").gauge().value()).isEqualTo(8);
  }

  private static void collectGarbage() {
    WeakReference<Object> garbage = new WeakReference<>(new Object());
    await()
        .until(() -> {
          System.gc();
          return garbage.get() == null;
        });
  }
}
