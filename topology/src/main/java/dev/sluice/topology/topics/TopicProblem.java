package dev.sluice.topology.topics;

/**
 * A topic that is not as it must be.
 *
 * @param topic its name
 * @param setting what is wrong: {@code partitions}, or a setting of the topic
 * @param actual what it is
 * @param expected what it must be, as a value to set or, for partitions, their number
 * @param atLeast whether more would do as well
 */
public record TopicProblem(
    String topic, String setting, String actual, String expected, boolean atLeast) {

  private static final String PARTITIONS = "partitions";

  static TopicProblem partitions(String topic, int actual, int expected) {
    return new TopicProblem(
        topic, PARTITIONS, Integer.toString(actual), Integer.toString(expected), false);
  }

  /** What is wrong, in one sentence. */
  public String sentence() {
    return topic + ": " + deviation();
  }

  /** What is wrong, without the topic. */
  public String deviation() {
    return setting
        + " is "
        + actual
        + " (expected: "
        + (atLeast ? ">= " : "")
        + expected
        + ")"
        + (isPartitions() ? "; partitions are fixed at installation, lanes can only be added" : "");
  }

  /**
   * What sets it right.
   *
   * @param bootstrapServers where the cluster is
   */
  public String remedy(String bootstrapServers) {
    return isPartitions()
        ? "set sluice.partitions and sluice.lanes to what the topics have; docs/operations.md says"
            + " how to change them"
        : "kafka-configs.sh --bootstrap-server "
            + bootstrapServers
            + " --alter --entity-type topics --entity-name "
            + topic
            + " --add-config '"
            + setting
            + "=["
            + expected
            + "]'";
  }

  private boolean isPartitions() {
    return setting.equals(PARTITIONS);
  }
}
