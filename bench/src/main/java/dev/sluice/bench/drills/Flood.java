package dev.sluice.bench.drills;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A producer that creates ten times as many tasks as its queue lets out. */
final class Flood implements Pressure {

  private static final String QUEUE = "flooded";
  private static final int DRAINED_PER_SECOND = 20;
  private static final int TIMES = 10;
  private static final int BUDGET = 2_000;

  @Override
  public void prepare(Site site) throws IOException, InterruptedException {
    site.createQueue(
        QUEUE,
        Map.of(
            "rateLimits",
            Map.of("maxDispatchesPerSecond", DRAINED_PER_SECOND),
            "sluice",
            Map.of("maxPendingTasks", BUDGET)));
  }

  @Override
  public Feed.Kind feed() {
    return Feed.Kind.of(List.of(QUEUE), TIMES * DRAINED_PER_SECOND);
  }

  @Override
  public void end(Site site) {
    // The producer has stopped, and that is all.
  }

  @Override
  public List<String> queues() {
    return List.of(QUEUE);
  }

  @Override
  public Optional<Integer> budget() {
    return Optional.of(BUDGET);
  }
}
