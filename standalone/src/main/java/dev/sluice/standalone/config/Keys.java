package dev.sluice.standalone.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Settings of all roles, and the list of all that there are. Names are part of the API. */
public final class Keys {

  /** Folder of everything that outlives the process. */
  public static final Key<Path> DATA =
      Key.of("data", Kind.FOLDER, Path.of(".sluice"), "folder of everything that is kept");

  /** Kafka cluster to use. */
  public static final Key<String> BOOTSTRAP_SERVERS =
      Key.of("bootstrap-servers", Kind.TEXT, "", "Kafka cluster to use; empty: an embedded one");

  /** Scheduler partitions. */
  public static final Key<Integer> PARTITIONS =
      Key.of(
          "partitions",
          Kind.count("partitions", 1, 10_000),
          4,
          "scheduler partitions, fixed at installation");

  /** Lanes per scheduler partition. */
  public static final Key<Integer> LANES =
      Key.of(
          "lanes",
          Kind.count("lanes", 1, 1_000),
          1,
          "lanes per scheduler partition: how many workers may share one queue; can only grow");

  /** Replicas of topics. */
  public static final Key<Integer> REPLICATION_FACTOR =
      Key.of(
          "replication-factor",
          Kind.count("replicas", 1, 100),
          1,
          "replicas of topics and changelogs that are created");

  /** What the names of topics start with. */
  public static final Key<String> TOPIC_PREFIX =
      Key.of("topic-prefix", Kind.TEXT, "sluice.", "what the names of topics start with");

  /** The largest task. */
  public static final Key<Integer> TASK_LIMIT =
      Key.of(
          "task-limit-bytes",
          Kind.count("bytes", 1_024, 512 << 20),
          2 << 20,
          "largest task, encoded");

  /** Whether Google's own limits hold. */
  public static final Key<Boolean> STRICT =
      Key.of(
          "strict",
          Kind.FLAG,
          false,
          "Google's own limits: 500 attempts/s, 30 days ahead, tasks of 1 MiB");

  /** How long a stop may take. */
  public static final Key<Duration> GRACE =
      Key.of(
          "grace",
          Kind.duration(Duration.ZERO),
          Duration.ofSeconds(30),
          "how long running attempts may take to end when the process stops");

  /** Port of the embedded Kafka. */
  public static final Key<Integer> BROKER_PORT =
      Key.of(
          "broker.port",
          Kind.count("port", 0, 65_535),
          0,
          "port of the embedded Kafka; 0: a free one, kept with the data folder");

  /** Whether the embedded Kafka survives a power loss. */
  public static final Key<Boolean> BROKER_FSYNC =
      Key.of(
          "broker.fsync",
          Kind.FLAG,
          false,
          "embedded Kafka: write to disk before acknowledging, against power loss");

  /** What the API shows to the schedulers. */
  public static final Key<String> QUERY_SECRET =
      Key.of(
          "query-secret",
          Kind.TEXT,
          "",
          "what API servers show to schedulers, the same for all; empty: nothing is asked for");

  /** Address of a scheduler's or worker's health and metrics. */
  public static final Key<String> HEALTH_BIND =
      Key.of(
          "health.bind",
          Kind.TEXT,
          "127.0.0.1",
          "scheduler, worker: address of /healthz, /metrics");

  /** Port of a scheduler's or worker's health and metrics. */
  public static final Key<Integer> HEALTH_PORT =
      Key.of(
          "health.port",
          Kind.count("port", 0, 65_535),
          0,
          "scheduler, worker: port of /healthz and /metrics; 0: a free one");

  private static final List<Key<?>> COMMON =
      List.of(
          DATA,
          BOOTSTRAP_SERVERS,
          PARTITIONS,
          LANES,
          REPLICATION_FACTOR,
          TOPIC_PREFIX,
          TASK_LIMIT,
          STRICT,
          GRACE,
          BROKER_PORT,
          BROKER_FSYNC,
          QUERY_SECRET,
          HEALTH_BIND,
          HEALTH_PORT);

  /** Every key, in the order in which they are listed. */
  public static final List<Key<?>> ALL =
      Stream.of(COMMON, ApiKeys.ALL, SchedulerKeys.ALL, WorkerKeys.ALL, RegistryKeys.ALL)
          .flatMap(List::stream)
          .toList();

  private Keys() {}

  /** The key of a name. */
  static Optional<Key<?>> named(String name) {
    return ALL.stream().filter(key -> key.name().equals(name)).findFirst();
  }
}
