package dev.sluice.bench.simulation;

/** A lane as the rules say it is. */
final class LaneModel {

  long lastSequence;
  long received;

  /** The last word of its owner: which scheduler heard it, when, and how much it takes in all. */
  String owner = "";

  int heardInLife = -1;
  long heardMicros;
  long capacity;
}
