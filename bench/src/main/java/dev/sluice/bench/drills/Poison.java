package dev.sluice.bench.drills;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** One queue of a thousand whose target hangs, hangs up, or fails. */
final class Poison implements Pressure {

  private static final String QUEUE = "poisoned";
  private static final int OTHERS = 999;
  private static final int PER_SECOND = 60;

  private final CountDownLatch healed = new CountDownLatch(1);

  @Override
  public int bystanders() {
    return OTHERS;
  }

  @Override
  public void prepare(Site site) throws IOException, InterruptedException {
    site.createQueue(
        QUEUE, Map.of("retryConfig", Map.of("maxAttempts", 1_000, "maxBackoff", "10s")));
    site.target().behave(QUEUE, this::handle);
  }

  private int handle(int task, int earlier) throws InterruptedException {
    if (healed.getCount() == 0) {
      return 200;
    }
    switch (task % 3) {
      case 0 -> healed.await();
      case 1 -> {
        return Handler.HANG_UP;
      }
      default -> {
        return 500;
      }
    }
    return 200;
  }

  @Override
  public Feed.Kind feed() {
    // The shortest deadline that there is.
    return new Feed.Kind(List.of(QUEUE), PER_SECOND, 16, Map.of("dispatchDeadline", "15s"));
  }

  @Override
  public void end(Site site) {
    healed.countDown();
  }

  @Override
  public List<String> queues() {
    return List.of(QUEUE);
  }
}
