package dev.sluice.topology.codec;

import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.TaskRules;
import dev.sluice.topology.codec.Outgoing.Sink;
import dev.sluice.topology.core.Decision;
import dev.sluice.topology.core.TargetSettings;
import dev.sluice.v1.Barrier;
import dev.sluice.v1.Dispatch;
import dev.sluice.v1.Event;
import dev.sluice.v1.EventKind;
import dev.sluice.v1.QueueTarget;
import dev.sluice.v1.Retry;
import dev.sluice.v1.Task;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** The decisions of one partition to records. */
public final class DecisionEncoder {

  private final InputTopics topics;
  private final int partition;
  private final DeadLetterCodec deadLetters;
  private TargetSettings lastSettings = TargetSettings.NONE;
  private QueueTarget lastTarget = TargetCodec.target(TargetSettings.NONE);

  /**
   * Makes an encoder.
   *
   * @param partition the scheduler's partition
   * @param recordLimitBytes the largest record that may be written
   */
  public DecisionEncoder(InputTopics topics, int partition, int recordLimitBytes) {
    this.topics = topics;
    this.partition = partition;
    this.deadLetters = new DeadLetterCodec(topics, recordLimitBytes);
  }

  /** Returns the record of a decision; a verdict has none. */
  public Optional<Outgoing> encode(Decision decision) {
    return switch (decision) {
      case Decision.Dispatch dispatch -> Optional.of(dispatch(dispatch));
      case Decision.Barrier barrier -> Optional.of(barrier(barrier));
      case Decision.ScheduleRetry retry -> Optional.of(retry(retry));
      case Decision.DeadLettered dead -> Optional.of(deadLetters.encode(partition, dead));
      case Decision.DeadLetterRemoved removed ->
          Optional.of(own(Sink.DEAD_LETTERS, DeadLetterId.of(partition, removed.sequence()), null));
      case Decision.QueueChanged changed ->
          Optional.of(
              own(
                  Sink.QUEUES,
                  changed.queueName(),
                  changed
                      .queue()
                      .map(queue -> AvroCodec.encode(QueueCodec.toRecord(queue)))
                      .orElse(null)));
      case Decision.Event event -> Optional.of(event(event));
      case Decision.Verdict _, Decision.QueueFull _ -> Optional.empty();
    };
  }

  private Outgoing dispatch(Decision.Dispatch dispatch) {
    String name = taskName(dispatch.queueName(), dispatch.taskId());
    Task task = AvroCodec.decode(dispatch.payload(), Task.class);
    // Workers must count with the deadline that the scheduler counts with: 0 means the default.
    task.setDispatchDeadlineMillis(TaskRules.dispatchDeadline(task).toMillis());
    QueueTarget target = target(dispatch.target());
    TargetOverrides.apply(target, task);
    byte[] value =
        AvroCodec.encode(
            Dispatch.newBuilder()
                .setLane(dispatch.lane())
                .setSequence(dispatch.sequence())
                .setAfter(dispatch.after())
                .setTaskName(name)
                .setIncarnation(topics.toRecord(dispatch.incarnation()))
                .setDispatchCount(dispatch.dispatchCount())
                .setExecutionCount(dispatch.executionCount())
                .setPreviousResponse(dispatch.previousResponse())
                .setResponseCount(dispatch.responseCount())
                .setPreviousUnanswered(dispatch.previousUnanswered())
                .setScheduleTime(Micros.instant(dispatch.scheduleMicros()))
                .setDispatchTime(Micros.instant(dispatch.dispatchMicros()))
                .setNotBeforeTime(notBefore(dispatch))
                .setTask(task)
                .setSigningSecrets(target.getSigningSecrets())
                .build());
    return record(Sink.DISPATCHES, dispatch.lane(), name, value);
  }

  private static Instant notBefore(Decision.Dispatch dispatch) {
    boolean isAhead = dispatch.startMicros() > dispatch.dispatchMicros();
    return isAhead ? Micros.instant(dispatch.startMicros()) : Instant.EPOCH;
  }

  /** Reads a queue's settings once for tasks that follow each other. */
  private QueueTarget target(TargetSettings settings) {
    if (!settings.equals(lastSettings)) {
      lastTarget = TargetCodec.target(settings);
      lastSettings = settings;
    }
    return lastTarget;
  }

  private static Outgoing barrier(Decision.Barrier barrier) {
    byte[] value = AvroCodec.encode(new Barrier(barrier.lane(), barrier.sequence()));
    return record(Sink.DISPATCHES, barrier.lane(), "barrier", value);
  }

  private Outgoing retry(Decision.ScheduleRetry retry) {
    String name = taskName(retry.queueName(), retry.taskId());
    byte[] value =
        AvroCodec.encode(
            Retry.newBuilder()
                .setTaskName(name)
                .setIncarnation(topics.toRecord(retry.incarnation()))
                .setDispatchCount(retry.dispatchCount())
                .setNextAttemptTime(Micros.instant(retry.nextAttemptMicros()))
                .setCause(retry.cause())
                .build());
    return own(Sink.RETRIES, name, value);
  }

  private Outgoing event(Decision.Event event) {
    String name = taskName(event.queueName(), event.taskId());
    byte[] value =
        AvroCodec.encode(
            Event.newBuilder()
                .setTaskName(name)
                .setKind(EventKind.valueOf(event.kind().name()))
                .setTime(Micros.instant(event.atMicros()))
                .setDispatchCount(event.dispatchCount())
                .setHttpStatus(event.httpStatus())
                .build());
    return own(Sink.EVENTS, name, value);
  }

  private Outgoing own(Sink sink, String key, byte @Nullable [] value) {
    return record(sink, partition, key, value);
  }

  private static Outgoing record(Sink sink, int partition, String key, byte @Nullable [] value) {
    return new Outgoing(sink, partition, Text.utf8(key), value, new RecordHeaders());
  }

  private static String taskName(String queueName, String taskId) {
    return queueName + "/tasks/" + taskId;
  }
}
