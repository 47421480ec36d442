package dev.sluice.bench.simulation;

import java.util.Map;
import java.util.TreeMap;

/** The consumer group of the dispatches topic, as the broker sees it: who may commit what. */
final class Group {

  /** What is committed of a lane. */
  record Committed(long offset, long mark) {}

  /** Who has a lane. It is another ownership if the same member gets it once more. */
  record Ownership(String member, long generation) {}

  private static final Committed NOTHING = new Committed(0, 0);
  private static final Ownership NOBODY = new Ownership("", 0);

  private final Map<Integer, Ownership> owners = new TreeMap<>();
  private final Map<Integer, Committed> committed = new TreeMap<>();
  private long generations;

  Committed committed(int lane) {
    return committed.getOrDefault(lane, NOTHING);
  }

  Ownership owner(int lane) {
    return owners.getOrDefault(lane, NOBODY);
  }

  void give(int lane, String member) {
    owners.put(lane, new Ownership(member, ++generations));
  }

  /** A commit covers all of a member's lanes or none: one that it lost fences it. */
  boolean commit(Map<Integer, Ownership> as, Map<Integer, Committed> positions) {
    boolean fenced =
        as.entrySet().stream().anyMatch(one -> !owner(one.getKey()).equals(one.getValue()));
    if (!fenced) {
      committed.putAll(positions);
    }
    return !fenced;
  }
}
