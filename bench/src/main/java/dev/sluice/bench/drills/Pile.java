package dev.sluice.bench.drills;

import dev.sluice.bench.faults.CloudTasks;
import dev.sluice.schemas.producer.NewTask;
import dev.sluice.schemas.producer.Receipt;
import dev.sluice.schemas.producer.TaskProducer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Many tasks at once, written as records by a Kafka app. */
final class Pile {

  private static final int WINDOW = 10_000;

  private Pile() {}

  /** Writes tasks to a queue, and returns when Kafka has them. */
  static List<Wanted> up(Site site, String queue, int tasks) {
    List<Wanted> wanted = new ArrayList<>(tasks);
    try (TaskProducer producer =
        TaskProducer.builder().bootstrapServers(site.bootstrapServers()).build()) {
      while (wanted.size() < tasks) {
        write(producer, site, queue, Math.min(WINDOW, tasks - wanted.size()), wanted);
      }
    }
    return wanted;
  }

  private static void write(
      TaskProducer producer, Site site, String queue, int tasks, List<Wanted> wanted) {
    List<CompletableFuture<Receipt>> sent = new ArrayList<>(tasks);
    for (int i = 0; i < tasks; i++) {
      int number = site.nextNumber();
      long now = System.nanoTime();
      sent.add(
          producer.send(
              NewTask.to(CloudTasks.queueName(queue), site.target().url(queue))
                  .id("task-" + number)
                  .body(DrillTarget.body(number, 16))
                  .build()));
      wanted.add(new Wanted(queue, number, now, now, Wanted.Answer.ACKNOWLEDGED));
    }
    CompletableFuture.allOf(sent.toArray(new CompletableFuture<?>[0])).join();
  }
}
