package dev.sluice.schemas.producer;

/**
 * What became of a record.
 *
 * @param outcome what
 * @param reason why it was not accepted, in the words of the API; otherwise empty
 */
public record Verdict(Outcome outcome, String reason) {

  /** What became of it. */
  public enum Outcome {
    /**
     * The record created the task. To be believed of a record that is not older than a minute: that
     * a record was refused is remembered for so long, and afterwards it may look as if it had
     * created a task that is done by now.
     */
    ACCEPTED,
    /** A task of that name is there, or was not long ago. */
    DUPLICATE,
    /** The record broke a rule, or there was no such queue. */
    REJECTED,
    /** Nobody can tell yet: the scheduler has not come to it, or it waits for its queue. */
    PENDING
  }
}
