package dev.sluice.topology;

import dev.sluice.schemas.Limits;
import dev.sluice.schemas.TopicNames;
import dev.sluice.schemas.registry.TaskSchemas;
import dev.sluice.topology.core.Budget;
import dev.sluice.topology.core.Scheduler;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a scheduler runs.
 *
 * @param cluster the Kafka cluster and what is kept there
 * @param member this instance within the group of schedulers
 * @param query where the query service listens
 * @param tuning what trades latency against load
 * @param room how much may wait
 * @param extraProperties further Kafka settings
 * @param taskSchemas how to read tasks in Confluent's format; closed with the role
 * @param clock the scheduler's time
 * @param meters where metrics are registered
 */
public record SchedulerSettings(
    Cluster cluster,
    Member member,
    Query query,
    Tuning tuning,
    Room room,
    ExtraProperties extraProperties,
    TaskSchemas taskSchemas,
    MicroClock clock,
    MeterRegistry meters) {

  /**
   * The Kafka cluster and what is kept there.
   *
   * @param bootstrapServers as Kafka's {@code bootstrap.servers}
   * @param topics names of the topics
   * @param partitions scheduler partitions N, fixed at installation
   * @param lanes lanes per scheduler partition K, which may grow; 1 unless one hot queue needs
   *     several workers
   * @param replicationFactor of topics and changelogs that are created
   * @param limits how much a task or queue may ask for; {@link Limits#WIDE} by default
   */
  public record Cluster(
      String bootstrapServers,
      TopicNames topics,
      int partitions,
      int lanes,
      short replicationFactor,
      Limits limits) {

    /** Room for keys, headers and the fields around a task, in bytes. */
    private static final int ENVELOPE_BYTES = 256 << 10;

    /** Checks the numbers. */
    public Cluster {
      requireBetween("partitions", partitions, 1, 10_000);
      requireBetween("lanes", lanes, 1, 1_000);
      requireBetween("replicationFactor", replicationFactor, 1, Short.MAX_VALUE);
      requireBetween("limits.maxTaskBytes", limits.maxTaskBytes(), 1_024, 512 << 20);
    }

    /** Returns the largest record that topics, changelogs and clients must take, in bytes. */
    public int recordLimitBytes() {
      return 2 * limits.maxTaskBytes() + ENVELOPE_BYTES;
    }
  }

  /**
   * This instance within the group of schedulers.
   *
   * @param applicationId group and prefix of changelogs, the same on all instances
   * @param stateDir folder of the local state
   * @param groupInstanceId stable name of this instance, for static membership; empty: dynamic
   */
  public record Member(String applicationId, Path stateDir, Optional<String> groupInstanceId) {}

  /**
   * Where the query service listens.
   *
   * @param host address to bind
   * @param port port; 0: a free one
   * @param advertised host under which others reach it
   * @param secret what callers must show as a bearer token; empty: nothing
   */
  public record Query(String host, int port, String advertised, Optional<String> secret) {

    /** Checks the port. */
    public Query {
      requireBetween("port", port, 0, 65_535);
    }

    /** Open to whoever reaches the address, which should be on loopback. */
    public Query(String host, int port) {
      this(host, port, host, Optional.empty());
    }
  }

  /**
   * What trades latency against load.
   *
   * @param commitInterval least time between commits that somebody waits for, and longest time that
   *     a transaction stays open; 25 ms by default
   * @param dispatchAhead how long before its time an attempt may be dispatched, with a time that
   *     its worker keeps by its own clock; up to 100 ms, and zero by default: never
   * @param trimProcessedAfter how long processed records stay on the tasks topic; 24 h by default
   * @param streamThreads threads that process partitions
   * @param rocksDbBytes memory for RocksDB in all: block cache and write buffers
   */
  public record Tuning(
      Duration commitInterval,
      Duration dispatchAhead,
      Duration trimProcessedAfter,
      int streamThreads,
      long rocksDbBytes) {

    /** What is used unless set otherwise. */
    public static final Tuning DEFAULT =
        new Tuning(Duration.ofMillis(25), Duration.ZERO, Duration.ofHours(24), 1, 128L << 20);

    /** Checks the values. */
    public Tuning {
      requireBetween("commitInterval", commitInterval.toMillis(), 1, 5_000);
      requireBetween(
          "dispatchAhead", dispatchAhead.toMillis(), 0, Scheduler.Rules.MOST_AHEAD.toMillis());
      requireBetween("trimProcessedAfter", trimProcessedAfter.toSeconds(), 1, Integer.MAX_VALUE);
      requireBetween("streamThreads", streamThreads, 1, 1_000);
      requireBetween("rocksDbBytes", rocksDbBytes, 8L << 20, 1L << 50);
    }
  }

  /**
   * How much may wait. Over it, creates are refused, and records of Kafka apps stay in their
   * topics; everything that drains goes on.
   *
   * @param queues of a queue that has no limits of its own
   * @param disks where space is needed, for the state and an embedded broker
   * @param minFreeBytes how much of each must be free for new tasks
   * @param minFreePercent the same in percent of its size; the larger of the two holds
   */
  public record Room(Budget queues, List<Disk> disks, long minFreeBytes, int minFreePercent) {

    /** No limits. */
    public static final Room UNLIMITED = new Room(Budget.UNLIMITED, List.of(), 0, 0);

    /** Checks the values. */
    public Room {
      disks = List.copyOf(disks);
      requireBetween("queues.tasks", queues.tasks(), 1, Long.MAX_VALUE);
      requireBetween("queues.bytes", queues.bytes(), 1, Long.MAX_VALUE);
      requireBetween("minFreeBytes", minFreeBytes, 0, Long.MAX_VALUE);
      requireBetween("minFreePercent", minFreePercent, 0, 99);
    }
  }

  /**
   * Further Kafka settings; they win over ours, but the guarantee cannot be changed.
   *
   * @param kafka for every client, as {@code security.protocol}
   * @param streams for Kafka Streams, as {@code num.standby.replicas}
   */
  public record ExtraProperties(Map<String, String> kafka, Map<String, String> streams) {

    /** No further settings. */
    public static final ExtraProperties NONE = new ExtraProperties(Map.of(), Map.of());

    /** Copies the maps. */
    public ExtraProperties {
      kafka = Map.copyOf(kafka);
      streams = Map.copyOf(streams);
    }
  }

  private static void requireBetween(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          name + ": " + value + " (expected: " + least + " to " + most + ")");
    }
  }
}
