package dev.sluice.topology.core;

import java.util.Optional;

/**
 * How much of a queue may wait. What is pending may exceed the bytes by one task, so that a task
 * larger than they are is not stuck for ever.
 *
 * @param tasks living tasks, those in flight included; 0: as the installation has it
 * @param bytes bytes of those tasks, as they are stored; 0: as the installation has it
 */
public record Budget(long tasks, long bytes) {

  /** A queue without limits of its own. */
  public static final Budget INHERITED = new Budget(0, 0);

  /** An installation without limits. */
  public static final Budget UNLIMITED = new Budget(Long.MAX_VALUE, Long.MAX_VALUE);

  /** Below this share of a limit, what waits for room is let in; not at every task that ends. */
  private static final int TENTH = 10;

  /** A disk with less free space than it should have. */
  public record Shortage(long freeBytes, long wantedBytes) {}

  /**
   * What a queue has pending.
   *
   * @param tasks living tasks, those in flight included
   * @param bytes bytes of those tasks
   * @param held records that wait in their topics for room, an estimate
   */
  public record Pending(long tasks, long bytes, long held) {}

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException if one is negative
   */
  public Budget {
    if (tasks < 0 || bytes < 0) {
      throw new IllegalArgumentException(
          "budget: " + tasks + " tasks, " + bytes + " bytes (expected: >= 0)");
    }
  }

  /** Returns these limits of a queue, completed by those of its installation. */
  public Budget or(Budget installation) {
    return new Budget(
        tasks == 0 ? installation.tasks : tasks, bytes == 0 ? installation.bytes : bytes);
  }

  boolean isSpent(long pendingTasks, long pendingBytes) {
    return pendingTasks >= tasks || pendingBytes >= bytes;
  }

  /** Whether so much is free that it is worth going back for what waits. */
  boolean hasRoom(long pendingTasks, long pendingBytes) {
    return pendingTasks <= tasks - Math.max(1, tasks / TENTH)
        && pendingBytes <= bytes - Math.max(1, bytes / TENTH);
  }

  /**
   * Returns why a queue takes no more tasks now; empty: it does.
   *
   * @param queueName full name
   */
  public Optional<String> refusal(String queueName, Pending pending, Optional<Shortage> shortage) {
    if (shortage.isPresent()) {
      return Optional.of(refusal(shortage.get()));
    }
    if (pending.tasks() >= tasks) {
      return Optional.of(
          full(queueName, pending.tasks() + " tasks", tasks, "maxPendingTasks", "queue-tasks"));
    }
    if (pending.bytes() >= bytes) {
      return Optional.of(
          full(queueName, pending.bytes() + " bytes", bytes, "maxPendingBytes", "queue-bytes"));
    }
    return pending.held() == 0
        ? Optional.empty()
        : Optional.of(
            "Queue "
                + queueName
                + " was full, and "
                + pending.held()
                + " records from Kafka, which come first, wait in their topic (limit: "
                + tasks
                + " tasks, "
                + bytes
                + " bytes). Try again later.");
  }

  private static String refusal(Shortage shortage) {
    return "The disk is nearly full: "
        + shortage.freeBytes()
        + " bytes are free (expected: at least "
        + shortage.wantedBytes()
        + "). What is there is still delivered. Try again when tasks have been delivered or"
        + " deleted, or free disk space; the limit is sluice.budget.min-free-bytes and"
        + " sluice.budget.min-free-percent.";
  }

  private static String full(
      String queueName, String pending, long limit, String member, String setting) {
    return "Queue "
        + queueName
        + " is full: "
        + pending
        + " pending (limit: "
        + limit
        + "). Try again when tasks have been delivered, delete or purge tasks, or raise the limit:"
        + " sluice."
        + member
        + " of the queue, or sluice.budget."
        + setting
        + " of the installation.";
  }
}
