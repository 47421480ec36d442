package dev.sluice.adminapi.backend;

import dev.sluice.adminapi.call.Deadline;
import dev.sluice.schemas.QueueName;
import dev.sluice.schemas.TaskName;
import dev.sluice.v1.Command;
import dev.sluice.v1.DeadLetter;
import dev.sluice.v1.Queue;
import dev.sluice.v1.Task;
import dev.sluice.v1.query.ListTasksResponse;
import dev.sluice.v1.query.TaskView;
import dev.sluice.v1.query.Verdict;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The installation behind the API. Every method may be called by any number of virtual threads,
 * waits at most until its deadline, and throws {@link StatusRuntimeException} with what the caller
 * is to be told: UNAVAILABLE when nothing could be found out in time.
 */
public interface Backend {

  /** Number of scheduler partitions. */
  int partitions();

  /**
   * Writes a task and waits for the verdict: returns once the task is accepted or, if its name was
   * generated, at least durable.
   */
  void create(QueueName queue, Task task, Deadline deadline) throws InterruptedException;

  /** Has the owner of a queue decide a command, and returns what an accepted one answers. */
  default Verdict decide(QueueName queue, Command command, Deadline deadline)
      throws InterruptedException {
    return decide(
        dev.sluice.schemas.Partitions.of(queue.toString(), partitions()), command, deadline);
  }

  /** Has the owner of a partition decide a command, and returns what an accepted one answers. */
  Verdict decide(int partition, Command command, Deadline deadline) throws InterruptedException;

  /** A queue as last seen here; empty does not mean that there is none. */
  Optional<Queue> lastSeen(QueueName queue);

  /** Locations of the project's queues, as last seen here. */
  Set<String> locations(String project);

  /** A queue; NOT_FOUND when there is none. */
  OwnedQueue queue(QueueName queue, Deadline deadline) throws InterruptedException;

  /**
   * Up to {@code limit} queues of a parent after a name, from all partitions, by name.
   *
   * @param parent {@code projects/P/locations/L}
   * @param afterName full name; empty: from the first
   */
  List<OwnedQueue> queues(String parent, String afterName, int limit, Deadline deadline)
      throws InterruptedException;

  /** A task; NOT_FOUND when there is none. */
  TaskView task(TaskName task, Deadline deadline) throws InterruptedException;

  /**
   * What became of a record of the tasks topic on its queue's own partition; empty when that is not
   * decided.
   *
   * @param wait how long to wait for the decision
   */
  Optional<Verdict> verdict(TaskName task, long offset, Duration wait, Deadline deadline)
      throws InterruptedException;

  /** Up to {@code limit} tasks of a queue after an id; NOT_FOUND when there is no such queue. */
  ListTasksResponse tasks(QueueName queue, String afterId, int limit, Deadline deadline)
      throws InterruptedException;

  /** A dead letter, kept by the partition that its id names; NOT_FOUND when there is none. */
  DeadLetter deadLetter(DeadLetterId id, Deadline deadline) throws InterruptedException;

  /**
   * Up to {@code limit} dead letters of one partition after an id, oldest first.
   *
   * @param queueName full name; empty: of records that name no queue
   */
  LetterPage deadLetters(
      int partition, String queueName, String afterId, int limit, Deadline deadline)
      throws InterruptedException;

  /**
   * Some dead letters.
   *
   * @param nextAfterId where the next page starts; empty: there is none
   */
  record LetterPage(List<DeadLetter> letters, String nextAfterId) {

    /** Copies the list. */
    public LetterPage {
      letters = List.copyOf(letters);
    }
  }
}
