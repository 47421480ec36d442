package dev.sluice.bench.drills;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Queues that have nothing to do with what goes wrong, and must not notice it. */
final class Bystanders {

  /** How long their handlers take: from the shortest to the longest, evenly by order of size. */
  record Handling(double shortestMillis, double longestMillis) {

    static final Handling QUICK = new Handling(0, 0);

    long nanos(int task) {
      if (longestMillis == 0) {
        return 0;
      }
      double ratio = new SplittableRandom(task).nextDouble();
      double millis = shortestMillis * Math.pow(longestMillis / shortestMillis, ratio);
      return (long) (millis * TimeUnit.MILLISECONDS.toNanos(1));
    }
  }

  private static final String PREFIX = "bystander-";

  private Bystanders() {}

  static boolean isOne(String queue) {
    return queue.startsWith(PREFIX);
  }

  /** Makes queues; returns their ids. */
  static List<String> create(Site site, int count, Handling handling)
      throws IOException, InterruptedException {
    List<String> queues = IntStream.range(0, count).mapToObj(i -> PREFIX + i).toList();
    for (String queue : queues) {
      site.createQueue(
          queue, Map.of("retryConfig", Map.of("maxAttempts", 100, "minBackoff", "0.1s")));
      site.target()
          .behave(
              queue,
              (task, _) -> {
                TimeUnit.NANOSECONDS.sleep(handling.nanos(task));
                return 200;
              });
    }
    return queues;
  }
}
