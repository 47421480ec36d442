package dev.sluice.topology.topics;

import dev.sluice.topology.SchedulerSettings.Cluster;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices lanes that came after this scheduler had started: another one runs with a larger number.
 * What that one dispatches to them, this one would take for lost as soon as the partition came
 * back. At a start the same is an error.
 */
public final class LaneWatch {

  private static final Logger log = LoggerFactory.getLogger(LaneWatch.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Admin admin;
  private final Cluster cluster;
  private final AtomicInteger unknown = new AtomicInteger();

  /** Registers a gauge; {@link #look} sets it. */
  public LaneWatch(Admin admin, Cluster cluster, MeterRegistry meters) {
    this.admin = admin;
    this.cluster = cluster;
    meters.gauge("sluice_scheduler_unknown_lanes", unknown);
  }

  /** Looks now; says so once for each number of lanes that is too large. */
  public void look() throws ExecutionException, InterruptedException, TimeoutException {
    String topic = cluster.topics().dispatches();
    int partitions =
        admin
            .describeTopics(List.of(topic))
            .allTopicNames()
            .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
            .values()
            .stream()
            .mapToInt(described -> described.partitions().size())
            .sum();
    int expected = cluster.partitions() * cluster.lanes();
    int more = Math.max(0, partitions - expected);
    if (unknown.getAndSet(more) != more && more > 0) {
      log.error(
          "event=unknown_lanes topic={} partitions={} expected={} reason=\"another scheduler runs"
              + " with more lanes than this one: stop all schedulers, give all of them the same"
              + " sluice.lanes, start them; until then attempts may be repeated\"",
          topic,
          partitions,
          expected);
    }
  }
}
