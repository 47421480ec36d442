package dev.sluice.topology.topics;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Removes processed records from the tasks topic once they are old enough: the state stores are the
 * truth, the topic is the way in. Each instance does it for its own partitions, since it must know
 * which records wait for room; doing it twice changes nothing.
 */
public final class TaskTrimmer {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Admin admin;
  private final String applicationId;
  private final String tasksTopic;
  private final Duration keptFor;
  private final Waiting waiting;

  /** Which records still have to be read again. */
  @FunctionalInterface
  public interface Waiting {

    /**
     * Returns the first offset of a partition of the tasks topic that is still needed; the largest
     * number if none is; empty if that is not known here.
     */
    OptionalLong firstNeeded(int partition);
  }

  /**
   * Makes a trimmer.
   *
   * @param applicationId the schedulers' group, whose committed offsets say what is processed
   * @param keptFor how long processed records stay
   */
  public TaskTrimmer(
      Admin admin, String applicationId, String tasksTopic, Duration keptFor, Waiting waiting) {
    this.admin = admin;
    this.applicationId = applicationId;
    this.tasksTopic = tasksTopic;
    this.keptFor = keptFor;
    this.waiting = waiting;
  }

  /**
   * Removes what is processed and older than the set age.
   *
   * @return the first offset that is kept, by partition; partitions with nothing to remove are
   *     absent
   * @throws ExecutionException if the cluster refuses
   * @throws TimeoutException if the cluster does not answer
   */
  public Map<TopicPartition, Long> trim(Instant now)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, Long> processed = processedOffsets();
    if (processed.isEmpty()) {
      return Map.of();
    }
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    OffsetSpec since = OffsetSpec.forTimestamp(now.minus(keptFor).toEpochMilli());
    processed.keySet().forEach(partition -> asked.put(partition, since));
    Map<TopicPartition, ListOffsetsResultInfo> young =
        admin.listOffsets(asked).all().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);

    Map<TopicPartition, Long> kept = new HashMap<>();
    processed.forEach((partition, offset) -> {
      long firstYoung = known(young.get(partition), partition).offset();
      // A negative offset: no record is young.
      long first = firstYoung < 0 ? offset : Math.min(offset, firstYoung);
      if (first > 0) {
        kept.put(partition, first);
      }
    });
    Map<TopicPartition, RecordsToDelete> deletes = new HashMap<>();
    kept.forEach((partition, first) -> deletes.put(partition, RecordsToDelete.beforeOffset(first)));
    admin.deleteRecords(deletes).all().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    return kept;
  }

  private static <T> T known(@Nullable T answer, TopicPartition partition) {
    if (answer == null) {
      throw new IllegalStateException("partition: " + partition + " (expected: in the answer)");
    }
    return answer;
  }

  private Map<TopicPartition, Long> processedOffsets()
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, OffsetAndMetadata> committed =
        admin
            .listConsumerGroupOffsets(applicationId)
            .partitionsToOffsetAndMetadata()
            .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    return needed(committed);
  }

  /** The first offset of each partition of this instance that is still needed. */
  Map<TopicPartition, Long> needed(Map<TopicPartition, OffsetAndMetadata> committed) {
    Map<TopicPartition, Long> processed = new HashMap<>();
    committed.forEach((partition, offset) -> {
      if (partition.topic().equals(tasksTopic) && offset != null) {
        // Asked for after the offsets: what waits below them is in the state by now.
        waiting
            .firstNeeded(partition.partition())
            .ifPresent(needed -> processed.put(partition, Math.min(needed, offset.offset())));
      }
    });
    return processed;
  }
}
