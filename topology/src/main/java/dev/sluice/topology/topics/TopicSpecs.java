package dev.sluice.topology.topics;

import static org.apache.kafka.common.config.TopicConfig.CLEANUP_POLICY_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MAX_MESSAGE_BYTES_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG;
import static org.apache.kafka.common.config.TopicConfig.RETENTION_MS_CONFIG;

import dev.sluice.schemas.TopicNames;
import dev.sluice.topology.SchedulerSettings.Cluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The table of design section 3 as data. */
public final class TopicSpecs {

  /**
   * Version of the layout of topics and state. A release that cannot read what an earlier one wrote
   * raises it.
   */
  static final int LAYOUT_VERSION = 1;

  private static final Duration INPUT_RETENTION = Duration.ofDays(31);
  private static final Duration TRAFFIC_RETENTION = Duration.ofDays(7);

  private TopicSpecs() {}

  /** Returns the name of the topic whose name alone says what layout the installation has. */
  public static String marker(TopicNames topics) {
    return markerPrefix(topics) + LAYOUT_VERSION;
  }

  private static String markerPrefix(TopicNames topics) {
    return topics.prefix() + "layout-";
  }

  /** Returns the marker of another layout among these names, if there is one. */
  static Optional<String> otherMarker(TopicNames topics, Set<String> names) {
    return names.stream()
        .filter(name -> name.startsWith(markerPrefix(topics)))
        .filter(name -> !name.equals(marker(topics)))
        .findFirst();
  }

  /**
   * Returns the settings of the marker topic. Nobody reads it; append time lets anybody who may
   * write to it learn the brokers' time.
   */
  static Map<String, String> marker() {
    return Map.of(
        MESSAGE_TIMESTAMP_TYPE_CONFIG,
        "LogAppendTime",
        RETENTION_MS_CONFIG,
        Long.toString(Duration.ofHours(1).toMillis()));
  }

  /** Returns what each of the installation's topics must be like. */
  public static List<TopicSpec> of(Cluster cluster) {
    var topics = cluster.topics();
    int n = cluster.partitions();
    int limit = cluster.recordLimitBytes();
    return List.of(
        compactedTasks(topics.tasks(), n, limit),
        deleted(topics.inbox(), n, limit, INPUT_RETENTION),
        deleted(topics.rerouted(), n, limit, INPUT_RETENTION),
        deleted(topics.commands(), n, limit, TRAFFIC_RETENTION),
        deleted(topics.dispatches(), n * cluster.lanes(), limit, TRAFFIC_RETENTION),
        deleted(topics.outcomes(), n, limit, TRAFFIC_RETENTION),
        deleted(topics.retries(), n, limit, INPUT_RETENTION),
        topic(topics.queues(), n, "compact", limit, Map.of()),
        // One partition: the API compares and replaces policies there.
        topic(topics.policies(), 1, "compact", limit, Map.of()),
        topic(topics.keys(), 1, "compact", limit, Map.of()),
        topic(topics.deadLetters(), n, "compact,delete", limit, retention(INPUT_RETENTION)),
        deleted(topics.events(), n, limit, TRAFFIC_RETENTION));
  }

  /**
   * Returns what the changelogs must be like, which Streams makes unless others have. It compares
   * their partitions only, and a record that is too large for one would stop a partition for good.
   *
   * @param applicationId the schedulers' group
   */
  static List<TopicSpec> changelogs(Cluster cluster, String applicationId) {
    return Stream.of("definitions", "index")
        .map(store ->
            topic(
                applicationId + "-" + store + "-changelog",
                cluster.partitions(),
                "compact",
                cluster.recordLimitBytes(),
                Map.of()))
        .toList();
  }

  /**
   * Returns the settings of changelogs. Small segments and short compaction lags keep restores
   * short; {@code delete.retention.ms} bounds how old local state may be, see {@link
   * StaleState#AGE_LIMIT}. Append time, because Streams passes the shifted times of inputs on to
   * changelogs, and segments roll by time.
   */
  public static Map<String, String> changelog(Cluster cluster) {
    return Map.of(
        MESSAGE_TIMESTAMP_TYPE_CONFIG,
        "LogAppendTime",
        MAX_MESSAGE_BYTES_CONFIG,
        Integer.toString(cluster.recordLimitBytes()),
        "segment.bytes",
        Integer.toString(64 << 20),
        "segment.ms",
        Long.toString(Duration.ofMinutes(10).toMillis()),
        "min.cleanable.dirty.ratio",
        "0.1",
        "max.compaction.lag.ms",
        Long.toString(Duration.ofMinutes(30).toMillis()),
        "delete.retention.ms",
        Long.toString(StaleState.DELETE_RETENTION.toMillis()));
  }

  private static TopicSpec compactedTasks(String name, int partitions, int limitBytes) {
    Map<String, Long> atLeast = new TreeMap<>(retention(INPUT_RETENTION));
    atLeast.put(MIN_COMPACTION_LAG_MS_CONFIG, Duration.ofHours(24).toMillis());
    // What is compacted before a scheduler has read it is lost but for the last record of a key,
    // and tasks without a name share their queue's. The trimmer keeps the topic short.
    return topic(
        name,
        partitions,
        "compact,delete",
        limitBytes,
        atLeast,
        Map.of(MIN_COMPACTION_LAG_MS_CONFIG, INPUT_RETENTION.toMillis()));
  }

  private static TopicSpec deleted(String name, int partitions, int limitBytes, Duration kept) {
    return topic(name, partitions, "delete", limitBytes, retention(kept));
  }

  private static Map<String, Long> retention(Duration kept) {
    return Map.of(RETENTION_MS_CONFIG, kept.toMillis());
  }

  private static TopicSpec topic(
      String name, int partitions, String cleanup, int limitBytes, Map<String, Long> more) {
    return topic(name, partitions, cleanup, limitBytes, more, Map.of());
  }

  private static TopicSpec topic(
      String name,
      int partitions,
      String cleanup,
      int limitBytes,
      Map<String, Long> more,
      Map<String, Long> atFirst) {
    Map<String, Long> atLeast = new TreeMap<>(more);
    atLeast.put(MAX_MESSAGE_BYTES_CONFIG, (long) limitBytes);
    return new TopicSpec(
        name,
        partitions,
        Map.of(CLEANUP_POLICY_CONFIG, cleanup, MESSAGE_TIMESTAMP_TYPE_CONFIG, "LogAppendTime"),
        atLeast,
        atFirst);
  }
}
