package dev.sluice.topology.core;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** The highest processed offset of each input, so that no record counts twice. */
final class Offsets {

  private final Table index;
  private final Map<InputTopic, Long> processed = new EnumMap<>(InputTopic.class);
  private final Set<InputTopic> moved = EnumSet.noneOf(InputTopic.class);

  Offsets(Table index) {
    this.index = index;
    for (InputTopic topic : InputTopic.values()) {
      find(index, topic).ifPresent(offset -> processed.put(topic, offset));
    }
  }

  static OptionalLong find(ReadTable index, InputTopic topic) {
    byte[] value = index.get(Keys.processed(topic));
    return value == null ? OptionalLong.empty() : OptionalLong.of(new ByteReader(value).i64());
  }

  /** Notes a record; returns false if it has been processed before. */
  boolean advance(Coordinates at) {
    Long last = processed.get(at.topic());
    if (last != null && at.offset() <= last) {
      return false;
    }
    processed.put(at.topic(), at.offset());
    moved.add(at.topic());
    return true;
  }

  /**
   * The log ends before what has been processed: what comes next is new, though its offset is not.
   */
  void logEndsAt(InputTopic topic, long end) {
    processed.put(topic, end - 1);
    moved.add(topic);
  }

  void flush() {
    for (InputTopic topic : moved) {
      long offset = processed.getOrDefault(topic, -1L);
      index.put(Keys.processed(topic), new ByteWriter(8).i64(offset).toBytes());
    }
    moved.clear();
  }
}
