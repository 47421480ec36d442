package dev.sluice.delivery;

import dev.sluice.delivery.core.HoldingsReport;
import dev.sluice.schemas.Sequences;
import dev.sluice.v1.HeldLane;
import dev.sluice.v1.Holdings;
import dev.sluice.v1.OwnedLane;

/** A report as the record that is written. */
final class HoldingsRecords {

  private HoldingsRecords() {}

  static Holdings of(HoldingsReport report, WorkerSettings.Identity identity) {
    return Holdings.newBuilder()
        .setWorkerId(identity.workerId())
        .setIncarnation(identity.incarnation())
        .setOwned(report.owned().stream().map(HoldingsRecords::owned).toList())
        .setHeld(report.held().stream().map(HoldingsRecords::held).toList())
        .build();
  }

  private static OwnedLane owned(HoldingsReport.OwnedLane lane) {
    return OwnedLane.newBuilder()
        .setLane(lane.lane())
        .setReceived(lane.received())
        .setCreditCount(lane.creditCount())
        .setCreditBytes(lane.creditBytes())
        .build();
  }

  private static HeldLane held(HoldingsReport.HeldLane lane) {
    return HeldLane.newBuilder()
        .setLane(lane.lane())
        .setSequences(
            Sequences.encode(lane.sequences().stream().mapToLong(Long::longValue).toArray()))
        .build();
  }
}
