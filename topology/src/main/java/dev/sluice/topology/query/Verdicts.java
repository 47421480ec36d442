package dev.sluice.topology.query;

import dev.sluice.topology.core.Coordinates;
import dev.sluice.topology.core.Decision;
import dev.sluice.topology.core.Decision.Verdict.Created;
import dev.sluice.topology.core.Decision.Verdict.Parked;
import dev.sluice.topology.core.Decision.Verdict.QueueDone;
import dev.sluice.topology.core.Decision.Verdict.Reason;
import dev.sluice.topology.core.Decision.Verdict.Rejected;
import dev.sluice.topology.core.Decision.Verdict.Result;
import dev.sluice.topology.core.Decision.Verdict.TaskDone;
import dev.sluice.topology.core.InputTopic;
import dev.sluice.v1.query.FullQueue;
import dev.sluice.v1.query.Verdict;
import dev.sluice.v1.query.VerdictBatch;
import io.grpc.Status;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The core's verdicts as messages of the query service. */
final class Verdicts {

  private Verdicts() {}

  /** Returns how far a partition is, with what was decided on the way. */
  static VerdictBatch batch(
      Map<InputTopic, Long> offsets,
      List<Decision.Verdict> verdicts,
      List<Decision.QueueFull> full) {
    VerdictBatch.Builder batch = VerdictBatch.newBuilder();
    Long tasks = offsets.get(InputTopic.TASKS);
    if (tasks != null) {
      batch.setTasksOffset(tasks);
    }
    Long commands = offsets.get(InputTopic.COMMANDS);
    if (commands != null) {
      batch.setCommandsOffset(commands);
    }
    verdicts.forEach(verdict -> add(batch, verdict));
    full.forEach(queue ->
        batch.addFull(
            FullQueue.newBuilder().setQueueName(queue.queueName()).setMessage(queue.message())));
    return batch.build();
  }

  private static void add(VerdictBatch.Builder batch, Decision.Verdict verdict) {
    Coordinates about = verdict.about();
    switch (about.topic()) {
      case TASKS, COMMANDS -> {
        switch (verdict.result()) {
          // What is at or below the offset and not listed was created.
          case Created _ -> {}
          case Parked _ -> batch.addParked(about.offset());
          case QueueDone _, TaskDone _, Rejected _ ->
              message(about, verdict.result()).ifPresent(batch::addVerdicts);
        }
      }
      // Nobody waits for these: their writers are no API servers.
      case INBOX, REROUTED, OUTCOMES, RETRIES -> {}
    }
  }

  /** Returns a verdict as a message; empty when there is nothing yet to answer. */
  static Optional<Verdict> message(Coordinates about, Result result) {
    Verdict.Builder verdict =
        Verdict.newBuilder().setTopic(topic(about.topic())).setOffset(about.offset());
    switch (result) {
      case Parked _ -> {
        return Optional.empty();
      }
      case Created _ -> verdict.setCode(Status.Code.OK.value());
      case QueueDone done ->
          done.queue().ifPresent(queue -> verdict.setQueue(Views.queueBytes(queue)));
      case TaskDone done -> done.task().ifPresent(task -> verdict.setTask(Views.task(task)));
      case Rejected rejected ->
          verdict.setCode(code(rejected.reason()).value()).setReason(rejected.message());
    }
    return Optional.of(verdict.build());
  }

  private static Status.Code code(Reason reason) {
    return switch (reason) {
      case INVALID_ARGUMENT -> Status.Code.INVALID_ARGUMENT;
      case NOT_FOUND -> Status.Code.NOT_FOUND;
      case ALREADY_EXISTS -> Status.Code.ALREADY_EXISTS;
      case FAILED_PRECONDITION -> Status.Code.FAILED_PRECONDITION;
      case RESOURCE_EXHAUSTED -> Status.Code.RESOURCE_EXHAUSTED;
    };
  }

  private static dev.sluice.v1.query.InputTopic topic(InputTopic topic) {
    return switch (topic) {
      case TASKS -> dev.sluice.v1.query.InputTopic.INPUT_TOPIC_TASKS;
      case COMMANDS -> dev.sluice.v1.query.InputTopic.INPUT_TOPIC_COMMANDS;
      case INBOX, REROUTED, OUTCOMES, RETRIES ->
          dev.sluice.v1.query.InputTopic.INPUT_TOPIC_UNSPECIFIED;
    };
  }
}
