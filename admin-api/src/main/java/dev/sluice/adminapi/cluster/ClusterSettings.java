package dev.sluice.adminapi.cluster;

import dev.sluice.schemas.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The installation that the API serves.
 *
 * @param bootstrapServers as Kafka's {@code bootstrap.servers}
 * @param topics names of the topics
 * @param partitions scheduler partitions N, fixed at installation
 * @param maxRecordBytes largest record that the topics take, in bytes
 * @param schedulers query services to ask first who owns what, as host:port
 * @param querySecret what the schedulers want to be shown; empty: nothing
 * @param unnamedWait how long the create of an unnamed task waits for its verdict
 * @param kafka further settings of every Kafka client; they win over ours
 * @param producer further settings of the producer; they win over {@code kafka}
 */
public record ClusterSettings(
    String bootstrapServers,
    TopicNames topics,
    int partitions,
    int maxRecordBytes,
    List<String> schedulers,
    Optional<String> querySecret,
    Duration unnamedWait,
    Map<String, String> kafka,
    Map<String, String> producer) {

  /** How long the create of an unnamed task waits for its verdict unless set otherwise. */
  public static final Duration DEFAULT_UNNAMED_WAIT = Duration.ofSeconds(1);

  /**
   * Copies and checks.
   *
   * @throws IllegalArgumentException if there are no partitions or no schedulers
   */
  public ClusterSettings {
    schedulers = List.copyOf(schedulers);
    kafka = Map.copyOf(kafka);
    producer = Map.copyOf(producer);
    if (partitions < 1) {
      throw new IllegalArgumentException("partitions: " + partitions + " (expected: >= 1)");
    }
    if (schedulers.isEmpty()) {
      throw new IllegalArgumentException("schedulers: none (expected: host:port of at least one)");
    }
  }
}
