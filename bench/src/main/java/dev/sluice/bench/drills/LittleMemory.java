package dev.sluice.bench.drills;

import dev.sluice.bench.faults.Fleet;
import dev.sluice.bench.faults.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Workers whose heap is far smaller than what waits for them: large tasks that take long. */
final class LittleMemory implements Pressure {

  private static final String QUEUE = "large";
  private static final int HEAP_MIB = 128;
  private static final int BODY_BYTES = 256 << 10;

  /** Four times what the workers have room for, and no more than two cores can encode beside. */
  private static final int PER_SECOND = 12;

  private static final Duration HANDLING = Duration.ofSeconds(20);

  @Override
  public Fleet.Extras extras() {
    return new Fleet.Extras(Map.of(), Map.of(Role.WORKER, List.of("-Xmx" + HEAP_MIB + "m")));
  }

  @Override
  public void prepare(Site site) throws IOException, InterruptedException {
    site.createQueue(QUEUE, Map.of());
    site.target()
        .behave(
            QUEUE,
            (_, _) -> {
              TimeUnit.NANOSECONDS.sleep(HANDLING.toNanos());
              return 200;
            });
  }

  @Override
  public Feed.Kind feed() {
    return new Feed.Kind(List.of(QUEUE), PER_SECOND, BODY_BYTES, Map.of());
  }

  @Override
  public void end(Site site) {
    site.target().behave(QUEUE, Handler.QUICK);
  }

  @Override
  public List<String> queues() {
    return List.of(QUEUE);
  }

  @Override
  public int workerMib() {
    // What a worker needs beside its heap.
    return HEAP_MIB + 384;
  }
}
