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
 * @param atFirst settings that the topic is created with, whatever it has later
 */
public record TopicSpec(
    String name,
    int partitions,
    Map<String, String> exact,
    Map<String, Long> atLeast,
    Map<String, Long> atFirst) {

  /** Copies the maps. */
  public TopicSpec {
    exact = Map.copyOf(exact);
    atLeast = Map.copyOf(atLeast);
    atFirst = Map.copyOf(atFirst);
  }

  /** Returns the settings the topic is created with. */
  public Map<String, String> configs() {
    Map<String, String> all = new TreeMap<>(exact);
    atLeast.forEach((key, value) -> all.put(key, value.toString()));
    atFirst.forEach((key, value) -> all.put(key, value.toString()));
    return all;
  }
}
