package dev.sluice.topology.topics;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a topic must be like.
 *
 * @param name full name
 * @param partitions number of partitions, exactly
 * @param exact settings that must be just so
 * @param atLeast settings that may be larger; -1 counts as unlimited
 */
public record TopicSpec(
    String name, int partitions, Map<String, String> exact, Map<String, Long> atLeast) {

  /** Copies the maps. */
  public TopicSpec {
    exact = Map.copyOf(exact);
    atLeast = Map.copyOf(atLeast);
  }

  /** Returns the settings the topic is created with. */
  public Map<String, String> configs() {
    Map<String, String> all = new TreeMap<>(exact);
    atLeast.forEach((key, value) -> all.put(key, value.toString()));
    return all;
  }
}
