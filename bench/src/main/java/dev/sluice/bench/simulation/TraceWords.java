package dev.sluice.bench.simulation;

import dev.sluice.delivery.core.HoldingsReport;
import dev.sluice.topology.core.Decision;
import dev.sluice.topology.core.Input;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Steps in few words. They are found only when a trace is printed. */
final class TraceWords {

  private final Object about;

  private TraceWords(Object about) {
    this.about = about;
  }

  static TraceWords of(Object about) {
    return new TraceWords(about);
  }

  @Override
  public String toString() {
    return words(about);
  }

  private static String words(Object about) {
    return switch (about) {
      case Step step when step.isTick() -> "tick at " + step.nowMicros();
      case Step step -> step.at() + " at " + step.nowMicros() + " " + words(step.input());
      case Input.Create create ->
          String.format(
              Locale.ROOT,
              "create %s/%s, schedule %d%s",
              create.queueName(),
              create.taskId(),
              create.scheduleMicros(),
              create.generatedName() ? ", unnamed" : "");
      case Input.Holdings holdings ->
          String.format(
              Locale.ROOT,
              "holdings of %s/%s at %d: owns %s, holds %s",
              holdings.workerId(),
              holdings.workerIncarnation(),
              holdings.appendedMicros(),
              holdings.owned(),
              holdings.held().stream()
                  .map(lane -> lane.lane() + Arrays.toString(lane.sequences()))
                  .toList());
      case Input.Outcome outcome ->
          String.format(
              Locale.ROOT,
              "outcome of %d:%d %s %d",
              outcome.lane(),
              outcome.sequence(),
              outcome.kind(),
              outcome.httpStatus());
      case HoldingsReport report -> report.owned() + " " + report.held();
      case List<?> list -> list.stream().map(TraceWords::words).toList().toString();
      case Decision.Dispatch dispatch ->
          String.format(
              Locale.ROOT,
              "dispatch %d:%d %s/%s no. %d",
              dispatch.lane(),
              dispatch.sequence(),
              dispatch.queueName(),
              dispatch.taskId(),
              dispatch.dispatchCount());
      case Decision.Event event -> event.kind() + " " + event.queueName() + "/" + event.taskId();
      case Decision.Verdict verdict -> verdict.result().toString();
      case Decision.ScheduleRetry retry ->
          "retry " + retry.taskId() + " at " + retry.nextAttemptMicros();
      case Decision.DeadLettered letter ->
          "dead letter " + letter.sequence() + " " + letter.taskName() + " " + letter.cause();
      default -> about.toString();
    };
  }
}
