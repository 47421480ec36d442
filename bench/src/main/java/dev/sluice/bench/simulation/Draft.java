package dev.sluice.bench.simulation;

import dev.sluice.topology.core.Coordinates;
import dev.sluice.topology.core.Input;

/** A record before it has a place and a time in the log. */
interface Draft {

  Input at(Coordinates at, long appendedMicros);
}
