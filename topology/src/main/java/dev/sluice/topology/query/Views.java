package dev.sluice.topology.query;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.sluice.schemas.AvroCodec;
import dev.sluice.topology.codec.DeadLetterCodec;
import dev.sluice.topology.codec.QueueCodec;
import dev.sluice.topology.core.AttemptRecord;
import dev.sluice.topology.core.Budget;
import dev.sluice.topology.core.Decision.DeadLettered;
import dev.sluice.topology.core.QueueSnapshot;
import dev.sluice.topology.core.TaskSnapshot;
import dev.sluice.v1.query.DeadLetterView;
import dev.sluice.v1.query.QueueStats;
import dev.sluice.v1.query.QueueView;
import dev.sluice.v1.query.TaskView;
import java.util.Optional;

/** The core's snapshots as messages of the query service. */
final class Views {

  private Views() {}

  static ByteString queueBytes(QueueSnapshot queue) {
    return UnsafeByteOperations.unsafeWrap(AvroCodec.encode(QueueCodec.toRecord(queue)));
  }

  /**
   * Shows a queue.
   *
   * @param limits how much it may have pending
   * @param full why it takes no more tasks now; empty: it does
   */
  static QueueView queue(
      QueueSnapshot queue,
      dev.sluice.topology.core.QueueStats stats,
      Budget limits,
      Optional<String> full) {
    QueueStats.Builder figures =
        QueueStats.newBuilder()
            .setTasks(stats.pending().tasks())
            .setPendingBytes(stats.pending().bytes())
            .setHeldRecords(stats.pending().held())
            .setMaxTasks(limits.tasks())
            .setMaxBytes(limits.bytes())
            .setFull(full.orElse(""))
            .setInFlight(stats.inFlight())
            .setTokens(stats.tokens())
            .setEffectiveRatePerSecond(stats.ratePerSecond())
            .setTargetProtected(stats.protecting())
            .setStartingSlowly(stats.ramping())
            .setExecutedLastMinute(stats.executedLastMinute());
    stats.oldestDueMicros().ifPresent(micros -> figures.setOldestDueMillis(micros / 1_000));
    return QueueView.newBuilder().setQueue(queueBytes(queue)).setStats(figures).build();
  }

  static TaskView task(TaskSnapshot task) {
    return TaskView.newBuilder()
        .setTask(UnsafeByteOperations.unsafeWrap(task.payload()))
        .setDispatchCount(task.dispatchCount())
        .setResponseCount(task.responseCount())
        .setScheduleTimeMicros(task.scheduleMicros())
        .setCreateTimeMicros(task.createMicros())
        .setFirstAttempt(attempt(task.firstAttempt()))
        .setLastAttempt(attempt(task.lastAttempt()))
        .build();
  }

  private static ByteString attempt(Optional<AttemptRecord> attempt) {
    return attempt
        .map(DeadLetterCodec::attempt)
        .map(record -> UnsafeByteOperations.unsafeWrap(AvroCodec.encode(record)))
        .orElse(ByteString.EMPTY);
  }

  static DeadLetterView deadLetter(DeadLetterCodec codec, int partition, DeadLettered dead) {
    return DeadLetterView.newBuilder()
        .setDeadLetter(
            UnsafeByteOperations.unsafeWrap(AvroCodec.encode(codec.toRecord(partition, dead))))
        .build();
  }
}
