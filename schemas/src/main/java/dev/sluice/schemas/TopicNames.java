package dev.sluice.schemas;

/**
 * Names of an installation's topics.
 *
 * @param prefix what every name starts with, {@code sluice.} unless set otherwise
 */
public record TopicNames(String prefix) {

  /** The names with the prefix that is used unless another is set. */
  public static final TopicNames DEFAULT = new TopicNames("sluice.");

  /** Tasks to create and, with a null value, to delete. */
  public String tasks() {
    return prefix + "tasks";
  }

  /** As tasks, for producers that use transactions. */
  public String inbox() {
    return prefix + "inbox";
  }

  /** Records that came in on another queue's partition, forwarded once to their own. */
  public String rerouted() {
    return prefix + "rerouted";
  }

  /** Calls that the owner of a queue decides. */
  public String commands() {
    return prefix + "commands";
  }

  /** Attempts for workers to make; its partitions are lanes. */
  public String dispatches() {
    return prefix + "dispatches";
  }

  /** What became of attempts, and what workers hold. */
  public String outcomes() {
    return prefix + "outcomes";
  }

  /** Failed tasks that wait for their next attempt. */
  public String retries() {
    return prefix + "retries";
  }

  /** Queues as their owners decided them. */
  public String queues() {
    return prefix + "queues";
  }

  /** Who may do what with a queue: its IAM policy. */
  public String policies() {
    return prefix + "policies";
  }

  /** Tasks that were given up. */
  public String deadLetters() {
    return prefix + "dead-letters";
  }

  /** Keys that tokens are signed with. */
  public String keys() {
    return prefix + "keys";
  }

  /** Steps in the lives of tasks, sampled. */
  public String events() {
    return prefix + "events";
  }
}
