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
  private static final byte IN_FLIGHT = 6;
  private static final byte TOMBSTONE = 8;
  private static final byte LANE = 15;
  private static final byte PROCESSED = 16;

  private BrokenRules() {}

  static Table table(World world, Table index) {
    Table table = index;
    if (world.breaks(Broken.TOMBSTONES_FORGOTTEN)) {
      table = new BrokenTable(table, TOMBSTONE, BrokenTable.How.LOSES_ENTRIES);
    }
    if (world.breaks(Broken.PROCESSED_OFFSETS_FORGOTTEN)) {
      table = new BrokenTable(table, PROCESSED, BrokenTable.How.LOSES_ENTRIES);
    }
    if (world.breaks(Broken.BUCKETS_FORGOTTEN)) {
      table = new BrokenTable(table, QUEUE_MOTION, BrokenTable.How.LOSES_UPDATES);
    }
    if (world.breaks(Broken.AGENDA_FORGOTTEN)) {
      table = new BrokenTable(table, AGENDA, BrokenTable.How.LOSES_ENTRIES);
    }
    if (world.breaks(Broken.FLIGHTS_FORGOTTEN)) {
      table = new BrokenTable(table, IN_FLIGHT, BrokenTable.How.LOSES_ENTRIES);
    }
    if (world.breaks(Broken.SLOTS_RELEASED_TWICE)) {
      table = new BrokenTable(table, IN_FLIGHT, BrokenTable.How.KEEPS_DELETED);
    }
    if (world.breaks(Broken.SLOTS_NOT_RELEASED)) {
      table = new BrokenTable(table, QUEUE_MOTION, BrokenTable.How.ADDS_A_SLOT);
    }
    if (world.breaks(Broken.TOKENS_GIVEN_BACK)) {
      table = new BrokenTable(table, QUEUE_MOTION, BrokenTable.How.ADDS_A_TOKEN);
    }
    return table;
  }

  /** Whether a change outlives the transaction that it belongs to. */
  static boolean outlivesAbort(World world, byte[] key) {
    return world.breaks(Broken.SEQUENCES_NOT_ROLLED_BACK) && key[0] == LANE;
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
      case Input.Create create when world.breaks(Broken.PURGE_FORGETS_TASKS) ->
          new Input.Create(
              create.incarnation(),
              create.appendedMicros() + 3_600_000_000L,
              create.queueName(),
              create.taskId(),
              create.generatedName(),
              create.awaitsVerdict(),
              create.createMicros(),
              create.scheduleMicros(),
              create.deadlineMillis(),
              create.payload());
      case Input.Holdings holdings when world.breaks(Broken.LOST_TOO_SOON) ->
          new Input.Holdings(
              holdings.workerId(),
              holdings.workerIncarnation(),
              SimClock.START_MICROS + (holdings.appendedMicros() - SimClock.START_MICROS) * 10,
              holdings.owned(),
              holdings.held());
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

  /** What a scheduler decides. */
  static Decision asDecided(World world, Decision decision) {
    return decision instanceof Decision.ScheduleRetry retry
            && world.breaks(Broken.BACKOFF_SHORTENED)
        ? new Decision.ScheduleRetry(
            retry.queueName(),
            retry.taskId(),
            retry.incarnation(),
            retry.dispatchCount(),
            retry.nextAttemptMicros() - 1,
            retry.cause())
        : decision;
  }

  /** Where a worker begins to read a lane that it gets. */
  static Group.Committed asAssigned(World world, Group.Committed committed) {
    return world.breaks(Broken.STALE_DISPATCHES_ACCEPTED) ? new Group.Committed(0, 0) : committed;
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
