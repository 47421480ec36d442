package dev.sluice.topology.core;

/**
 * Where an attempt may go.
 *
 * @param lane lane to dispatch it on
 * @param after sequence there of the attempt whose place it takes when that has ended; 0: it starts
 *     at once
 */
record Seat(Lane lane, long after) {

  static Seat atOnce(Lane lane) {
    return new Seat(lane, 0);
  }
}
