package dev.sluice.topology.query;

import dev.sluice.topology.codec.DeadLetterCodec;
import dev.sluice.topology.codec.DeadLetterId;
import dev.sluice.topology.core.Decision.DeadLettered;
import dev.sluice.topology.core.SchedulerReader;
import dev.sluice.topology.core.TaskSnapshot;
import dev.sluice.v1.query.DeadLetterView;
import dev.sluice.v1.query.ListDeadLettersResponse;
import dev.sluice.v1.query.ListTasksResponse;
import dev.sluice.v1.query.TaskView;
import java.util.List;
import java.util.Optional;

/** Pages of lists, cut by number and by size: tasks may be large. */
final class Pages {

  private static final int MOST_ENTRIES = 1_000;
  private static final int MOST_BYTES = 3 << 20;

  /** Read at a time, so that a page of large tasks is not read in vain. */
  private static final int CHUNK = 16;

  private Pages() {}

  /** Returns a page size within bounds; 0 means as many as possible. */
  static int size(int asked) {
    return asked <= 0 ? MOST_ENTRIES : Math.min(asked, MOST_ENTRIES);
  }

  /** Returns a page of tasks; empty when the queue is unknown. */
  static Optional<ListTasksResponse> tasks(
      SchedulerReader reader, String queueName, String afterId, int size) {
    ListTasksResponse.Builder page = ListTasksResponse.newBuilder();
    String after = afterId;
    int bytes = 0;
    while (page.getTasksCount() < size) {
      int limit = Math.min(CHUNK, size - page.getTasksCount());
      Optional<SchedulerReader.TaskPage> chunk = reader.tasks(queueName, after, limit);
      if (chunk.isEmpty()) {
        return Optional.empty();
      }
      for (TaskSnapshot task : chunk.get().tasks()) {
        TaskView view = Views.task(task);
        if (bytes > 0 && bytes + view.getSerializedSize() > MOST_BYTES) {
          return Optional.of(page.setNextAfterId(after).build());
        }
        bytes += view.getSerializedSize();
        page.addTasks(view);
        after = task.taskId();
      }
      after = chunk.get().nextAfterId();
      if (after.isEmpty()) {
        return Optional.of(page.build());
      }
    }
    return Optional.of(page.setNextAfterId(after).build());
  }

  /** Returns a page of a queue's dead letters. */
  static ListDeadLettersResponse deadLetters(
      SchedulerReader reader,
      DeadLetterCodec codec,
      int partition,
      String queueName,
      long afterSequence,
      int size) {
    ListDeadLettersResponse.Builder page = ListDeadLettersResponse.newBuilder();
    long after = afterSequence;
    int bytes = 0;
    while (true) {
      // One more than fits tells whether there is another page.
      int limit = Math.min(CHUNK, size - page.getDeadLettersCount() + 1);
      List<DeadLettered> chunk = reader.deadLetters(queueName, after, limit);
      for (DeadLettered dead : chunk) {
        DeadLetterView view = Views.deadLetter(codec, partition, dead);
        boolean full =
            page.getDeadLettersCount() == size
                || (bytes > 0 && bytes + view.getSerializedSize() > MOST_BYTES);
        if (full) {
          return page.setNextAfterId(DeadLetterId.of(partition, after)).build();
        }
        bytes += view.getSerializedSize();
        page.addDeadLetters(view);
        after = dead.sequence();
      }
      if (chunk.size() < limit) {
        return page.build();
      }
    }
  }
}
