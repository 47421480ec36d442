package dev.sluice.bench;

import java.time.Instant;
import java.util.Optional;

/** Creates tasks in one of the ways that programs have. */
interface Creator extends AutoCloseable {

  /**
   * A task to create.
   *
   * @param queue full name of its queue
   * @param id its name; empty: Sluice makes one
   * @param url where it goes
   * @param due when; empty: now
   */
  record Wanted(
      String queue, Optional<String> id, String url, byte[] body, Optional<Instant> due) {}

  /** Starts to create a task; waits while too many are on the way. */
  default void create(Wanted task) throws InterruptedException {
    create(task, () -> {});
  }

  /**
   * The same.
   *
   * @param acknowledged run, by any thread, when the create is acknowledged
   */
  void create(Wanted task, Runnable acknowledged) throws InterruptedException;

  /** Waits until every create that was started is acknowledged; fails if one was refused. */
  void drain() throws InterruptedException;

  @Override
  void close();
}
