package dev.sluice.bench.drills;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Targets that take requests and do not answer. */
final class Hanging implements Pressure {

  private static final List<String> QUEUES = List.of("hanging-0", "hanging-1", "hanging-2");
  private static final int PER_SECOND = 60;

  private final CountDownLatch healed = new CountDownLatch(1);

  @Override
  public void prepare(Site site) throws IOException, InterruptedException {
    for (String queue : QUEUES) {
      site.createQueue(queue, Map.of());
      site.target()
          .behave(
              queue,
              (_, _) -> {
                healed.await();
                return 200;
              });
    }
  }

  @Override
  public Feed.Kind feed() {
    return Feed.Kind.of(QUEUES, PER_SECOND);
  }

  @Override
  public void end(Site site) {
    healed.countDown();
  }

  @Override
  public List<String> queues() {
    return QUEUES;
  }
}
