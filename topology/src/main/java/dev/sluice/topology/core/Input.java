package dev.sluice.topology.core;

import java.util.List;
import java.util.Set;

/**
 * What a scheduler takes in. Each comes with the coordinates of its record, the time the record was
 * appended, and the scheduler's own time. All times are in microseconds since the epoch.
 */
public sealed interface Input {

  /**
   * A task to create.
   *
   * @param incarnation where the record was first written; equal to its coordinates unless it was
   *     forwarded
   * @param appendedMicros when it was first appended: the task's place in the order of purges
   * @param queueName full name of the queue
   * @param taskId id within the queue
   * @param generatedName whether the server made the name: no duplicate, no tombstone
   * @param awaitsVerdict whether the creator waits: a named task for an unknown queue is rejected
   *     at once, all others are parked
   * @param createMicros create time shown to people
   * @param scheduleMicros earliest first attempt; at most createMicros: at once
   * @param deadlineMillis how long an attempt may take
   * @param terms what else of the task the scheduler goes by
   * @param payload the task as the workers need it, opaque here
   */
  record Create(
      Coordinates incarnation,
      long appendedMicros,
      String queueName,
      String taskId,
      boolean generatedName,
      boolean awaitsVerdict,
      long createMicros,
      long scheduleMicros,
      long deadlineMillis,
      Terms terms,
      byte[] payload)
      implements Input {

    /** A task on plain terms. */
    public Create(
        Coordinates incarnation,
        long appendedMicros,
        String queueName,
        String taskId,
        boolean generatedName,
        boolean awaitsVerdict,
        long createMicros,
        long scheduleMicros,
        long deadlineMillis,
        byte[] payload) {
      this(
          incarnation,
          appendedMicros,
          queueName,
          taskId,
          generatedName,
          awaitsVerdict,
          createMicros,
          scheduleMicros,
          deadlineMillis,
          Terms.PLAIN,
          payload);
    }

    /** Full name of the task. */
    public String taskName() {
      return Input.taskName(queueName, taskId);
    }
  }

  /** A null value on the tasks topic: delete the task, silently if there is none. */
  record Delete(String queueName, String taskId) implements Input {

    /** Full name of the task. */
    public String taskName() {
      return Input.taskName(queueName, taskId);
    }
  }

  private static String taskName(String queueName, String taskId) {
    return queueName + "/tasks/" + taskId;
  }

  /**
   * A record that cannot become a task: a dead letter of its own.
   *
   * @param source where it was first written
   * @param queueName full name of the queue if the record names one, otherwise empty
   * @param taskName full name of the task if the record names one, otherwise empty
   * @param raw its value; empty for a record over the size limit
   */
  record Unusable(
      Coordinates source,
      String queueName,
      String taskName,
      Decision.DeadLettered.Cause cause,
      String message,
      byte[] raw)
      implements Input {}

  /**
   * A record that cannot be read yet, or that follows one of the same name.
   *
   * @param schemaId the schema it waits for
   * @param taskName full name of the task it is about
   * @param record all that is needed to read it later, opaque here
   */
  record Unread(int schemaId, String taskName, byte[] record) implements Input {}

  /** A call that the owner of a queue decides; answered by exactly one {@link Decision.Verdict}. */
  sealed interface Command extends Input {}

  record CreateQueue(String queueName, QueueSettings settings) implements Command {}

  /**
   * Creates the queue with all of the settings when it is absent (spec section 1.3).
   *
   * @param change what becomes of the queue's target settings
   */
  record UpdateQueue(
      String queueName,
      QueueSettings settings,
      Set<QueueField> fields,
      TargetSettings.Change change)
      implements Command {

    /** An update that leaves the target settings as they are. */
    public UpdateQueue(String queueName, QueueSettings settings, Set<QueueField> fields) {
      this(queueName, settings, fields, TargetSettings.Change.NONE);
    }
  }

  record PauseQueue(String queueName) implements Command {}

  record ResumeQueue(String queueName) implements Command {}

  /** Purges what was appended before {@code appendedMicros}, the time of the command's record. */
  record PurgeQueue(String queueName, long appendedMicros) implements Command {}

  record DeleteQueue(String queueName) implements Command {}

  record RunTask(String queueName, String taskId) implements Command {}

  record DeleteTask(String queueName, String taskId) implements Command {}

  record RedriveDeadLetter(long deadLetterSequence) implements Command {}

  record DeleteDeadLetter(long deadLetterSequence) implements Command {}

  /**
   * A command that cannot be read or breaks a rule; rejected with a verdict, and no dead letter.
   */
  record InvalidCommand(String message) implements Command {}

  /**
   * How an attempt ended.
   *
   * @param lane lane of the dispatch, as a partition of the dispatches topic
   * @param sequence its sequence there
   * @param httpStatus status of the response; 0 unless kind is RESPONDED
   * @param retryAfterMillis wait the response asks for; -1: none
   * @param error what went wrong, for people
   * @param body first bytes of the response body
   * @param startMicros when the worker began to send, by its clock
   * @param responseMicros when the attempt ended, by its clock
   */
  record Outcome(
      int lane,
      long sequence,
      Kind kind,
      int httpStatus,
      long retryAfterMillis,
      String error,
      byte[] body,
      long startMicros,
      long responseMicros)
      implements Input {

    /** How an attempt ended; as {@code OutcomeKind} in the schemas. */
    public enum Kind {
      RESPONDED,
      DEADLINE_EXCEEDED,
      CONNECTION_FAILED,
      ABANDONED,
      REFUSED
    }
  }

  /**
   * What a worker has received, holds and can take (design section 5).
   *
   * @param appendedMicros log time of the record
   */
  record Holdings(
      String workerId,
      String workerIncarnation,
      long appendedMicros,
      List<OwnedLane> owned,
      List<HeldLane> held)
      implements Input {

    /** A lane assigned to the worker; as in the schemas. */
    public record OwnedLane(int lane, long received, int creditCount, long creditBytes) {}

    /** Attempts of one lane that the worker holds, ascending. */
    public record HeldLane(int lane, long[] sequences) {}
  }

  /** A failed task waits for its next attempt; void unless incarnation and count still hold. */
  record Retry(
      String queueName,
      String taskId,
      Coordinates incarnation,
      int dispatchCount,
      long nextAttemptMicros)
      implements Input {}

  /** A record that is none of the above and concerns nobody: only its offset counts. */
  record Ignored() implements Input {}
}
