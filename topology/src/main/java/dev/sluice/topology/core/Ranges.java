package dev.sluice.topology.core;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The ranges of the index that are worked off from the front, and their marks. */
final class Ranges {

  private final Table index;

  /** They are few. */
  private final Remembered remembered = new Remembered(Integer.MAX_VALUE);

  private final Map<Byte, OrderedRange> ranges = new HashMap<>();
  private final Map<Byte, byte[]> stored = new HashMap<>();

  Ranges(Table index) {
    this.index = index;
  }

  /** Opens the range of keys that start with a byte; once for each. */
  OrderedRange open(byte kind) {
    byte @Nullable [] mark = index.get(Keys.mark(kind));
    if (mark != null) {
      stored.put(kind, mark);
    }
    OrderedRange range = new OrderedRange(index, Keys.of(kind), mark, remembered);
    ranges.put(kind, range);
    return range;
  }

  void flush() {
    ranges.forEach((kind, range) -> {
      byte[] mark = range.mark();
      if (!Arrays.equals(mark, stored.put(kind, mark))) {
        index.put(Keys.mark(kind), mark);
      }
    });
  }
}
