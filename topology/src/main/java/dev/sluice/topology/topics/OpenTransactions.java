package dev.sluice.topology.topics;

import dev.sluice.schemas.TopicNames;
import dev.sluice.topology.SchedulerSettings.Cluster;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Measures how many records stand behind open transactions, where nobody can read them: the
 * distance between high watermark and last stable offset. A foreign producer that leaves a
 * transaction open on an input topic holds up all that follows.
 */
public final class OpenTransactions {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Admin admin;
  private final int partitions;
  private final Map<String, AtomicLong> distances = new HashMap<>();

  /** Registers a gauge for each input topic; {@link #measure} sets them. */
  public OpenTransactions(Admin admin, Cluster cluster, MeterRegistry meters) {
    this.admin = admin;
    this.partitions = cluster.partitions();
    TopicNames topics = cluster.topics();
    for (String topic :
        List.of(
            topics.tasks(),
            topics.inbox(),
            topics.rerouted(),
            topics.commands(),
            topics.outcomes(),
            topics.retries())) {
      AtomicLong distance = new AtomicLong();
      meters.gauge("sluice_scheduler_unstable_records", List.of(Tag.of("topic", topic)), distance);
      distances.put(topic, distance);
    }
  }

  /** Measures now: for each topic, the partition with most records behind open transactions. */
  public void measure() throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    for (String topic : distances.keySet()) {
      for (int partition = 0; partition < partitions; partition++) {
        asked.put(new TopicPartition(topic, partition), OffsetSpec.latest());
      }
    }
    Map<TopicPartition, ListOffsetsResultInfo> stable =
        offsets(asked, IsolationLevel.READ_COMMITTED);
    Map<TopicPartition, ListOffsetsResultInfo> all =
        offsets(asked, IsolationLevel.READ_UNCOMMITTED);
    Map<String, Long> most = new HashMap<>();
    all.forEach((partition, end) -> {
      ListOffsetsResultInfo readable = stable.get(partition);
      long hidden = readable == null ? 0 : Math.max(0, end.offset() - readable.offset());
      most.merge(partition.topic(), hidden, Math::max);
    });
    distances.forEach((topic, distance) -> distance.set(most.getOrDefault(topic, 0L)));
  }

  private Map<TopicPartition, ListOffsetsResultInfo> offsets(
      Map<TopicPartition, OffsetSpec> asked, IsolationLevel isolation)
      throws ExecutionException, InterruptedException, TimeoutException {
    return admin
        .listOffsets(asked, new ListOffsetsOptions(isolation))
        .all()
        .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
  }
}
