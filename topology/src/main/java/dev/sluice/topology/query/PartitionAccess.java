package dev.sluice.topology.query;

import dev.sluice.topology.core.SchedulerReader;
import java.util.Map;

/** The partitions of this instance, and who has the others. */
public interface PartitionAccess {

  /**
   * Returns a reader of a partition's state.
   *
   * @throws NotOwnedException if this instance cannot answer for the partition now
   */
  SchedulerReader reader(int partition);

  /** Returns host:port of the query service of each owned partition, as far as known here. */
  Map<Integer, String> owners();
}
