package dev.sluice.bench.drills;

import dev.sluice.bench.faults.Fleet;

/** Something that is done to an installation, and what is measured meanwhile. */
interface Drill {

  /** How many processes it needs. */
  Fleet.Size size();

  /** What is otherwise than usual about them. */
  default Fleet.Extras extras() {
    return Fleet.Extras.NONE;
  }

  /** Does it; the queues are made by the drill. */
  Findings run(Site site) throws Exception;
}
