package dev.sluice.topology.topics;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where logs end. */
public final class LogEnds {

  private static final Logger log = LoggerFactory.getLogger(LogEnds.class);

  /** Partitions are opened one after the other, and a broker that is away must not hold up all. */
  private static final long PATIENCE_SECONDS = 1;

  private final Admin admin;

  /** Asks a cluster. */
  public LogEnds(Admin admin) {
    this.admin = admin;
  }

  /**
   * Returns the offset that the next record of each partition will have; nothing of partitions if
   * the cluster does not say in time. A leader that was only just elected says it once it knows
   * (KIP-207), so what is returned is never less than what has been readable.
   */
  public Map<TopicPartition, Long> of(Collection<TopicPartition> partitions) {
    Map<TopicPartition, Long> ends = new HashMap<>();
    try {
      admin
          .listOffsets(
              partitions.stream().collect(Collectors.toMap(each -> each, _ -> OffsetSpec.latest())))
          .all()
          .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
          .forEach((partition, end) -> ends.put(partition, end.offset()));
    } catch (ExecutionException | TimeoutException e) {
      log.warn("event=log_ends_unknown partitions={} reason=\"{}\"", partitions, e.toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ends;
  }
}
