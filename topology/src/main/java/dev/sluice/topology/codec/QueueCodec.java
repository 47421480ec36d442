package dev.sluice.topology.codec;

import dev.sluice.schemas.QueueDefaults;
import dev.sluice.topology.core.Budget;
import dev.sluice.topology.core.QueueField;
import dev.sluice.topology.core.QueueSettings;
import dev.sluice.topology.core.QueueSnapshot;
import dev.sluice.v1.Queue;
import dev.sluice.v1.QueueConfig;
import dev.sluice.v1.QueueState;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Queues between the core and records. */
public final class QueueCodec {

  private static final Map<String, QueueField> FIELDS =
      Map.ofEntries(
          Map.entry("maxDispatchesPerSecond", QueueField.MAX_DISPATCHES_PER_SECOND),
          Map.entry("maxBurstSize", QueueField.MAX_BURST_SIZE),
          Map.entry("maxConcurrentDispatches", QueueField.MAX_CONCURRENT_DISPATCHES),
          Map.entry("maxAttempts", QueueField.MAX_ATTEMPTS),
          Map.entry("maxRetryDurationMillis", QueueField.MAX_RETRY_DURATION),
          Map.entry("minBackoffMillis", QueueField.MIN_BACKOFF),
          Map.entry("maxBackoffMillis", QueueField.MAX_BACKOFF),
          Map.entry("maxDoublings", QueueField.MAX_DOUBLINGS),
          Map.entry("tombstoneTtlMillis", QueueField.TOMBSTONE_TTL),
          Map.entry("taskTtlMillis", QueueField.TASK_TTL),
          Map.entry("samplingRatio", QueueField.SAMPLING_RATIO),
          Map.entry("targetProtection", QueueField.TARGET_PROTECTION),
          Map.entry("slowStartMillis", QueueField.SLOW_START),
          Map.entry("maxPendingTasks", QueueField.MAX_PENDING_TASKS),
          Map.entry("maxPendingBytes", QueueField.MAX_PENDING_BYTES));

  private QueueCodec() {}

  /** Returns the field of a configuration that a name in a record means. */
  static Optional<QueueField> field(String name) {
    return Optional.ofNullable(FIELDS.get(name));
  }

  /** Returns a configuration with its gaps filled. */
  static QueueSettings settings(QueueConfig config) {
    QueueConfig filled = QueueDefaults.filled(config);
    return new QueueSettings(
        filled.getMaxDispatchesPerSecond(),
        config.getMaxBurstSize() > 0 ? config.getMaxBurstSize() : filled.getMaxBurstSize(),
        filled.getMaxConcurrentDispatches(),
        filled.getMaxAttempts(),
        Duration.ofMillis(filled.getMaxRetryDurationMillis()),
        Duration.ofMillis(filled.getMinBackoffMillis()),
        Duration.ofMillis(filled.getMaxBackoffMillis()),
        filled.getMaxDoublings(),
        Duration.ofMillis(filled.getTombstoneTtlMillis()),
        Duration.ofMillis(filled.getTaskTtlMillis()),
        filled.getSamplingRatio(),
        TargetCodec.settings(filled),
        filled.getTargetProtection(),
        Duration.ofMillis(filled.getSlowStartMillis()),
        new Budget(filled.getMaxPendingTasks(), filled.getMaxPendingBytes()));
  }

  /** Returns a queue as its record. */
  public static Queue toRecord(QueueSnapshot queue) {
    return Queue.newBuilder()
        .setName(queue.name())
        .setConfig(config(queue.settings()))
        .setState(QueueState.valueOf(queue.state().name()))
        .setCreateTime(Micros.instant(queue.createMicros()))
        .setPurgeTime(queue.purgeMicros() == 0 ? null : Micros.instant(queue.purgeMicros()))
        .build();
  }

  private static QueueConfig config(QueueSettings settings) {
    QueueConfig config =
        QueueConfig.newBuilder()
            .setMaxDispatchesPerSecond(settings.maxDispatchesPerSecond())
            .setMaxBurstSize(settings.maxBurstSize())
            .setMaxConcurrentDispatches(settings.maxConcurrentDispatches())
            .setMaxAttempts(settings.maxAttempts())
            .setMaxRetryDurationMillis(settings.maxRetryDuration().toMillis())
            .setMinBackoffMillis(settings.minBackoff().toMillis())
            .setMaxBackoffMillis(settings.maxBackoff().toMillis())
            .setMaxDoublings(settings.maxDoublings())
            .setTombstoneTtlMillis(settings.tombstoneTtl().toMillis())
            .setTaskTtlMillis(settings.taskTtl().toMillis())
            .setSamplingRatio(settings.samplingRatio())
            .setTargetProtection(settings.targetProtection())
            .setSlowStartMillis(settings.slowStart().toMillis())
            .setMaxPendingTasks(settings.budget().tasks())
            .setMaxPendingBytes(settings.budget().bytes())
            .build();
    TargetCodec.write(settings.target(), config);
    return config;
  }
}
