package dev.sluice.bench.simulation;

import dev.sluice.topology.core.Coordinates;
import dev.sluice.topology.core.InputTopic;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How far the owner of a partition has read its inputs, and how far that is committed. */
final class Positions {

  private final World world;
  private final int partition;
  private Map<InputTopic, Long> next = new EnumMap<>(InputTopic.class);
  private Map<InputTopic, Long> committed = new EnumMap<>(InputTopic.class);

  Positions(World world, int partition) {
    this.world = world;
    this.partition = partition;
  }

  List<InputTopic> topicsWithRecords() {
    return Arrays.stream(InputTopic.values()).filter(topic -> peek(topic) != null).toList();
  }

  private Log.@Nullable Entry<Draft> peek(InputTopic topic) {
    return world.input(partition, topic).next(next.getOrDefault(topic, 0L));
  }

  /** Returns the next record of a topic that has one. */
  Log.Entry<Draft> take(InputTopic topic) {
    Log.Entry<Draft> entry = peek(topic);
    if (entry == null) {
      throw new IllegalStateException(topic + ": at its end");
    }
    next.put(topic, entry.offset() + 1);
    return entry;
  }

  void commit() {
    committed = new EnumMap<>(next);
  }

  boolean isCommitted(Coordinates at) {
    return at.offset() < committed.getOrDefault(at.topic(), 0L);
  }

  void rewind() {
    next = new EnumMap<>(committed);
  }

  /** The group has forgotten them: everything is read again. */
  void forget() {
    next = new EnumMap<>(InputTopic.class);
  }
}
