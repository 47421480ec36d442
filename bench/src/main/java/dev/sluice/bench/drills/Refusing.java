package dev.sluice.bench.drills;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A target that answers 503 to everything. */
final class Refusing implements Pressure {

  private static final String QUEUE = "refusing";
  private static final int PER_SECOND = 40;

  @Override
  public void prepare(Site site) throws IOException, InterruptedException {
    site.createQueue(
        QUEUE, Map.of("retryConfig", Map.of("maxAttempts", 1_000, "maxBackoff", "30s")));
    site.target().behave(QUEUE, (_, _) -> 503);
  }

  @Override
  public Feed.Kind feed() {
    return Feed.Kind.of(List.of(QUEUE), PER_SECOND);
  }

  @Override
  public void end(Site site) {
    site.target().behave(QUEUE, Handler.QUICK);
  }

  @Override
  public List<String> queues() {
    return List.of(QUEUE);
  }
}
