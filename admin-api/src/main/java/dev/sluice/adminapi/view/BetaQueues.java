package dev.sluice.adminapi.view;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.FieldMask;
import com.google.protobuf.util.Timestamps;
import dev.sluice.adminapi.backend.OwnedQueue;
import dev.sluice.adminapi.call.Refusals;
import dev.sluice.schemas.QueueDefaults;
import dev.sluice.v1.QueueConfig;
import dev.sluice.v1.admin.beta.AppEngineHttpQueue;
import dev.sluice.v1.admin.beta.AppEngineRouting;
import dev.sluice.v1.admin.beta.Queue;
import dev.sluice.v1.admin.beta.SluiceQueueStats;
import dev.sluice.v1.query.QueueStats;
import java.util.HashSet;
import java.util.Set;

/** Queues of v2beta3: those of v2, and what only v2beta3 has (spec sections 1.4, 2.1 and 5.4). */
public final class BetaQueues {

  private BetaQueues() {}

  /**
   * Returns the whole configuration that a call asks for; unchecked.
   *
   * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT for what this server cannot do
   */
  public static QueueConfig config(Queue asked, QueueMask mask) {
    if (asked.getType() == Queue.Type.PULL) {
      throw Refusals.invalid("Queue.type PULL is not supported by this server; use PUSH.");
    }
    dev.sluice.v1.admin.tasks.Queue.Builder v2 =
        SameNames.copy(asked, dev.sluice.v1.admin.tasks.Queue.newBuilder());
    if (asked.getAppEngineHttpQueue().hasAppEngineRoutingOverride()) {
      v2.setAppEngineRoutingOverride(
          SameNames.copy(
              asked.getAppEngineHttpQueue().getAppEngineRoutingOverride(),
              dev.sluice.v1.admin.tasks.AppEngineRouting.newBuilder()));
    }
    QueueConfig config = QueuesFromApi.config(v2.build(), mask);
    setBurst(config, asked.getRateLimits().getMaxBurstSize(), mask);
    if (asked.hasTaskTtl()) {
      config.setTaskTtlMillis(Times.millis(asked.getTaskTtl(), "Queue.taskTtl"));
    }
    if (asked.hasTombstoneTtl()) {
      config.setTombstoneTtlMillis(Times.millis(asked.getTombstoneTtl(), "Queue.tombstoneTtl"));
    }
    if (config.getTaskTtlMillis() == 0) {
      config.setTaskTtlMillis(QueueDefaults.config().getTaskTtlMillis());
    }
    return config;
  }

  /** When only the rate is updated, the burst follows from it. */
  private static void setBurst(QueueConfig config, int asked, QueueMask mask) {
    if (asked < 0) {
      throw Refusals.invalid("RateLimits.maxBurstSize cannot be negative.");
    }
    if (mask.namesBurst() && asked != 0) {
      config.setMaxBurstSize(asked);
    }
  }

  /** Shows a queue, without its statistics. */
  public static Queue queue(dev.sluice.v1.Queue queue) {
    dev.sluice.v1.admin.tasks.Queue v2 = QueuesToApi.queue(queue);
    Queue.Builder shown = SameNames.copy(v2, Queue.newBuilder());
    shown.setType(Queue.Type.PUSH);
    if (v2.hasAppEngineRoutingOverride()) {
      shown.setAppEngineHttpQueue(
          AppEngineHttpQueue.newBuilder()
              .setAppEngineRoutingOverride(
                  SameNames.copy(v2.getAppEngineRoutingOverride(), AppEngineRouting.newBuilder())));
    }
    return shown
        .setTaskTtl(Times.duration(queue.getConfig().getTaskTtlMillis()))
        .setTombstoneTtl(Times.duration(queue.getConfig().getTombstoneTtlMillis()))
        .build();
  }

  /**
   * Shows what a read mask names; without one, everything but the statistics.
   *
   * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT if it names what a queue has not
   */
  public static Queue queue(OwnedQueue owned, FieldMask readMask) {
    Queue.Builder shown = queue(owned.queue()).toBuilder();
    if (readMask.getPathsCount() == 0) {
      return shown.build();
    }
    shown.setStats(stats(owned.stats()));
    Set<FieldDescriptor> wanted = new HashSet<>();
    for (String path : readMask.getPathsList()) {
      if (path.equals("*")) {
        return shown.build();
      }
      wanted.add(field(path));
    }
    for (FieldDescriptor field : Queue.getDescriptor().getFields()) {
      if (!wanted.contains(field)) {
        shown.clearField(field);
      }
    }
    return shown.build();
  }

  private static FieldDescriptor field(String path) {
    String first = path.strip().split("\\.", 2)[0];
    return Queue.getDescriptor().getFields().stream()
        .filter(field -> field.getName().equals(first) || field.getJsonName().equals(first))
        .findFirst()
        .orElseThrow(() ->
            Refusals.invalid(
                "readMask: \"" + path + "\" (expected: fields of a Queue, such as name or stats)"));
  }

  private static dev.sluice.v1.admin.beta.QueueStats stats(QueueStats stats) {
    dev.sluice.v1.admin.beta.QueueStats.Builder shown =
        dev.sluice.v1.admin.beta.QueueStats.newBuilder()
            .setTasksCount(stats.getTasks())
            .setConcurrentDispatchesCount(stats.getInFlight())
            .setExecutedLastMinuteCount(stats.getExecutedLastMinute())
            .setEffectiveExecutionRate(stats.getEffectiveRatePerSecond())
            .setSluice(
                SluiceQueueStats.newBuilder()
                    .setPendingBytes(stats.getPendingBytes())
                    .setMaxPendingTasks(stats.getMaxTasks())
                    .setMaxPendingBytes(stats.getMaxBytes())
                    .setHeldRecords(stats.getHeldRecords())
                    .setFull(stats.getFull())
                    .setTargetProtected(stats.getTargetProtected()));
    if (stats.hasOldestDueMillis()) {
      shown.setOldestEstimatedArrivalTime(Timestamps.fromMillis(stats.getOldestDueMillis()));
    }
    return shown.build();
  }
}
