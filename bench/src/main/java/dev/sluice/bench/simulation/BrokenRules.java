package dev.sluice.bench.simulation;

import dev.sluice.topology.core.Decision;
import dev.sluice.topology.core.Input;
import dev.sluice.topology.core.InputTopic;
import dev.sluice.topology.core.Table;
import java.util.List;

/** How the rules are broken that a history is told to break; with none, everything is as it is. */
final class BrokenRules {

  private static final byte QUEUE_MOTION = 3;
  private static final byte AGENDA = 5;
  private static final byte TOMBSTONE = 8;
  private static final byte PROCESSED = 16;

  private BrokenRules() {}

  static Table table(World world, Table index) {
    Table table = index;
    if (world.breaks(Broken.TOMBSTONES_FORGOTTEN)) {
      table = new BrokenTable(table, TOMBSTONE, false);
    }
    if (world.breaks(Broken.PROCESSED_OFFSETS_FORGOTTEN)) {
      table = new BrokenTable(table, PROCESSED, false);
    }
    if (world.breaks(Broken.BUCKETS_FORGOTTEN)) {
      table = new BrokenTable(table, QUEUE_MOTION, true);
    }
    if (world.breaks(Broken.AGENDA_FORGOTTEN)) {
      table = new BrokenTable(table, AGENDA, false);
    }
    return table;
  }

  /** What the core is given for a record. */
  static Input asRead(World world, Input input) {
    return switch (input) {
      case Input.Create create when world.breaks(Broken.SCHEDULE_TIMES_SHORTENED) ->
          new Input.Create(
              create.incarnation(),
              create.appendedMicros(),
              create.queueName(),
              create.taskId(),
              create.generatedName(),
              create.awaitsVerdict(),
              create.createMicros(),
              create.scheduleMicros() - 5_000_000,
              create.deadlineMillis(),
              create.payload());
      case Input.Holdings holdings when world.breaks(Broken.CREDIT_INVENTED) ->
          new Input.Holdings(
              holdings.workerId(),
              holdings.workerIncarnation(),
              holdings.appendedMicros(),
              holdings.owned().stream()
                  .map(lane ->
                      new Input.Holdings.OwnedLane(
                          lane.lane(),
                          lane.received(),
                          lane.creditCount() + 50,
                          lane.creditBytes()))
                  .toList(),
              holdings.held());
      default -> input;
    };
  }

  /** What a worker writes. */
  static Input asWritten(World world, Input input) {
    return switch (input) {
      case Input.Holdings holdings when world.breaks(Broken.HOLDINGS_HIDE_ATTEMPTS) ->
          new Input.Holdings(
              holdings.workerId(),
              holdings.workerIncarnation(),
              holdings.appendedMicros(),
              holdings.owned(),
              List.of());
      case Input.Outcome outcome
          when world.breaks(Broken.SUCCESS_NEVER_HAPPENED)
              && outcome.kind() == Input.Outcome.Kind.CONNECTION_FAILED ->
          new Input.Outcome(
              outcome.lane(),
              outcome.sequence(),
              Input.Outcome.Kind.RESPONDED,
              200,
              -1,
              "",
              outcome.body(),
              outcome.startMicros(),
              outcome.responseMicros());
      default -> input;
    };
  }

  /** The same, taken for another attempt's. */
  static Input ofNext(Input input) {
    return switch (input) {
      case Input.Outcome outcome ->
          new Input.Outcome(
              outcome.lane(),
              outcome.sequence() + 1,
              outcome.kind(),
              outcome.httpStatus(),
              outcome.retryAfterMillis(),
              outcome.error(),
              outcome.body(),
              outcome.startMicros(),
              outcome.responseMicros());
      default -> new Input.Ignored();
    };
  }

  static void beforeCommit(World world, SchedulerActor scheduler, Step step) {
    for (Decision decision : step.decisions()) {
      if (decision instanceof Decision.Dispatch dispatch
          && world.breaks(Broken.DISPATCHED_BEFORE_COMMIT)) {
        world.dispatches(dispatch.lane()).append(dispatch, world.clock.nowMicros());
      }
      if (decision instanceof Decision.Verdict verdict
          && world.breaks(Broken.VERDICT_BEFORE_COMMIT)) {
        scheduler.tell(verdict);
      }
    }
  }

  static void retry(World world, int partition, Decision.ScheduleRetry retry) {
    if (!world.breaks(Broken.RETRIES_SWALLOWED)) {
      world.append(
          partition,
          InputTopic.RETRIES,
          (_, _) ->
              new Input.Retry(
                  retry.queueName(),
                  retry.taskId(),
                  retry.incarnation(),
                  retry.dispatchCount(),
                  retry.nextAttemptMicros()));
    }
  }
}
