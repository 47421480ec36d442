package dev.sluice.topology.core;

/**
 * Says on a lane how far its dispatches go, when they seem not to be received: so that one which
 * retention or a reset swallowed is noticed as lost, instead of waiting for ever.
 */
final class Barriers implements Chore {

  private static final long QUIET_MICROS = 2 * Micros.PER_SECOND;

  private final Lanes lanes;

  Barriers(Lanes lanes) {
    this.lanes = lanes;
  }

  @Override
  public boolean step(Turn turn) {
    for (Lane lane : lanes.all()) {
      long quietSinceMicros = Math.max(lane.dispatchedMicros, lane.barrierMicros);
      if (lane.outstanding > 0
          && lane.lastSequence > lane.received
          && turn.nowMicros() - quietSinceMicros >= QUIET_MICROS) {
        lane.barrierMicros = turn.nowMicros();
        turn.emit(new Decision.Barrier(lane.number, lane.lastSequence));
      }
    }
    return false;
  }
}
