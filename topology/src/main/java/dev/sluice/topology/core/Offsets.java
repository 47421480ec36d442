package dev.sluice.topology.core;

import java.util.Arrays;
import java.util.OptionalLong;

/** The highest processed offset of each input, so that no record counts twice. */
final class Offsets {

  private static final InputTopic[] TOPICS = InputTopic.values();
  private static final long NONE = -1;

  private final Table index;
  private final long[] processed = new long[TOPICS.length];
  private final boolean[] moved = new boolean[TOPICS.length];

  Offsets(Table index) {
    this.index = index;
    Arrays.setAll(processed, i -> find(index, TOPICS[i]).orElse(NONE));
  }

  static OptionalLong find(ReadTable index, InputTopic topic) {
    byte[] value = index.get(Keys.processed(topic));
    return value == null ? OptionalLong.empty() : OptionalLong.of(new ByteReader(value).i64());
  }

  /** Notes a record; returns false if it has been processed before. */
  boolean advance(Coordinates at) {
    int topic = at.topic().ordinal();
    if (at.offset() <= processed[topic]) {
      return false;
    }
    processed[topic] = at.offset();
    moved[topic] = true;
    return true;
  }

  void flush() {
    for (InputTopic topic : TOPICS) {
      int i = topic.ordinal();
      if (moved[i]) {
        index.put(Keys.processed(topic), new ByteWriter(8).i64(processed[i]).toBytes());
        moved[i] = false;
      }
    }
  }
}
