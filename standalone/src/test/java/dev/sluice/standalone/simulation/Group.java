package dev.sluice.standalone.simulation;

import java.util.Map;
import java.util.TreeMap;

/** The consumer group of the dispatches topic, as the broker sees it: who may commit what. */
final class Group {

  /** What is committed of a lane. */
  record Committed(long offset, long mark) {}

  private static final Committed NOTHING = new Committed(0, 0);

  private final Map<Integer, String> owners = new TreeMap<>();
  private final Map<Integer, Committed> committed = new TreeMap<>();

  Committed committed(int lane) {
    return committed.getOrDefault(lane, NOTHING);
  }

  String owner(int lane) {
    return owners.getOrDefault(lane, "");
  }

  void give(int lane, String member) {
    owners.put(lane, member);
  }

  /** A commit covers all of a member's lanes or none: one that it lost fences it. */
  boolean commit(String member, Map<Integer, Committed> positions) {
    boolean fenced = positions.keySet().stream().anyMatch(lane -> !owner(lane).equals(member));
    if (!fenced) {
      committed.putAll(positions);
    }
    return !fenced;
  }
}
