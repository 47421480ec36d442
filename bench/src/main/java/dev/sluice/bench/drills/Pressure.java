package dev.sluice.bench.drills;

import dev.sluice.bench.faults.Fleet;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Something that is too much for an installation, or for a target. */
interface Pressure {

  /** What is otherwise than usual about the processes. */
  default Fleet.Extras extras() {
    return Fleet.Extras.NONE;
  }

  /** How many queues there are beside those under pressure. */
  default int bystanders() {
    return 8;
  }

  /** Makes the queues that will be under pressure. */
  void prepare(Site site) throws IOException, InterruptedException;

  /** What is created for them while it lasts. */
  Feed.Kind feed();

  /** The target is in order again; nothing more is created. */
  void end(Site site);

  /** Queues that are under pressure. */
  List<String> queues();

  /** The most tasks that may be pending, if there is a limit. */
  default Optional<Integer> budget() {
    return Optional.empty();
  }

  /** The most resident memory of a worker, in MiB. */
  default int workerMib() {
    return Overload.ROLE_MIB;
  }
}
