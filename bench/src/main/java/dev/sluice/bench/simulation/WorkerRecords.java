package dev.sluice.bench.simulation;

import dev.sluice.delivery.core.HoldingsReport;
import dev.sluice.topology.core.Input;

/** What workers say, as schedulers read it. */
final class WorkerRecords {

  private WorkerRecords() {}

  static Input.Holdings holdings(
      String workerId, int incarnation, HoldingsReport report, long appendedMicros) {
    return new Input.Holdings(
        workerId,
        Integer.toString(incarnation),
        appendedMicros,
        report.owned().stream()
            .map(lane ->
                new Input.Holdings.OwnedLane(
                    lane.lane(), lane.received(), lane.creditCount(), lane.creditBytes()))
            .toList(),
        report.held().stream()
            .map(lane ->
                new Input.Holdings.HeldLane(
                    lane.lane(), lane.sequences().stream().mapToLong(Long::longValue).toArray()))
            .toList());
  }
}
