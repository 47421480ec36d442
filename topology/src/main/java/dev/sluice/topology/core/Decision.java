package dev.sluice.topology.core;

import java.util.List;
import java.util.Optional;

/** What a scheduler gives out. All times are in microseconds since the epoch. */
public sealed interface Decision {

  /**
   * Make one attempt.
   *
   * @param lane partition of the dispatches topic to write to
   * @param sequence number in that lane, from 1, without gaps
   * @param after sequence in that lane of the attempt that must have ended before this one starts;
   *     0: none
   * @param payload as given to {@link Input.Create}
   * @param dispatchCount attempts of the task including this one
   * @param executionCount earlier attempts that got a response other than 5xx (spec section 4.1)
   * @param previousResponse status of the previous response, 504 after a timeout, 0: none
   * @param responseCount earlier attempts that got any response
   * @param previousUnanswered whether the previous attempt got no response
   * @param scheduleMicros when the attempt was due
   * @param dispatchMicros the scheduler's time
   * @param startMicros when the attempt starts: nothing is sent before
   * @param target what the queue changes in the request
   */
  record Dispatch(
      int lane,
      long sequence,
      long after,
      String queueName,
      String taskId,
      Coordinates incarnation,
      byte[] payload,
      int dispatchCount,
      int executionCount,
      int previousResponse,
      int responseCount,
      boolean previousUnanswered,
      long scheduleMicros,
      long dispatchMicros,
      long startMicros,
      TargetSettings target)
      implements Decision {}

  /** Every dispatch of the lane up to the sequence has been written. */
  record Barrier(int lane, long sequence) implements Decision {}

  /** Write a retry record; the task waits until it is read back. */
  record ScheduleRetry(
      String queueName,
      String taskId,
      Coordinates incarnation,
      int dispatchCount,
      long nextAttemptMicros,
      String cause)
      implements Decision {}

  /**
   * A dead letter came to be.
   *
   * @param sequence its number in this partition, from 1
   * @param queueName full name, or empty
   * @param taskName full name of the task, or empty
   * @param payload the task, absent for a record that never was one
   * @param attempts first attempt and the last ten, oldest first
   * @param source the record that created the task, or could not
   * @param raw value of a record that never was a task; empty otherwise
   */
  record DeadLettered(
      long sequence,
      String queueName,
      String taskName,
      Cause cause,
      String message,
      long deadMicros,
      Optional<byte[]> payload,
      int dispatchCount,
      int responseCount,
      List<AttemptRecord> attempts,
      Coordinates source,
      byte[] raw)
      implements Decision {

    /** As {@code DeadLetterCause} in the schemas. The ordinal is stored: add at the end. */
    public enum Cause {
      ATTEMPTS_EXHAUSTED,
      LOST,
      UNKNOWN_QUEUE,
      INVALID,
      UNREADABLE,
      TOO_LARGE,
      MISROUTED
    }
  }

  /** A dead letter was redriven, deleted or expired. */
  record DeadLetterRemoved(long sequence) implements Decision {}

  /** A queue is now so; absent: it is deleted. */
  record QueueChanged(String queueName, Optional<QueueSnapshot> queue) implements Decision {}

  /** A queue takes no more tasks for now, and why; told again while creates go on to come. */
  record QueueFull(String queueName, String message) implements Decision {}

  /**
   * What became of a create or a command; to be told only after the commit.
   *
   * @param about coordinates of the record as the scheduler read it (not of its first copy)
   * @param result the answer
   */
  record Verdict(Coordinates about, Result result) implements Decision {

    /** What became of a record. */
    public sealed interface Result {}

    /** The task was created. */
    public record Created() implements Result {}

    /**
     * A create for an unknown queue waits 60 s for it, one of a Kafka app for room in its queue,
     * one that cannot be read yet for its schema; not an answer to give.
     */
    public record Parked() implements Result {}

    /** The command was carried out, with the queue as it is now (absent after deletion). */
    public record QueueDone(Optional<QueueSnapshot> queue) implements Result {}

    /** The task was run, deleted or revived; the task as it is now (absent after deletion). */
    public record TaskDone(Optional<TaskSnapshot> task) implements Result {}

    /** Refused, for a reason, with words from the spec's section 1.5. */
    public record Rejected(Reason reason, String message) implements Result {}

    /** Why something is refused; as the Google codes of the same names. The ordinal is stored. */
    public enum Reason {
      INVALID_ARGUMENT,
      NOT_FOUND,
      ALREADY_EXISTS,
      FAILED_PRECONDITION,
      RESOURCE_EXHAUSTED
    }
  }

  /** A step in the life of a task of a queue that samples; for observers. */
  record Event(
      Kind kind, String queueName, String taskId, long atMicros, int dispatchCount, int httpStatus)
      implements Decision {

    /** As {@code EventKind} in the schemas. */
    public enum Kind {
      CREATED,
      DISPATCHED,
      RESPONDED,
      COMPLETED,
      RETRIED,
      DEAD_LETTERED,
      DELETED,
      EXPIRED
    }
  }
}
