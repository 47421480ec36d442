package dev.sluice.bench.simulation;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A partition of a topic. Some offsets hold nothing: commit markers, aborted or removed records.
 */
final class Log<T> {

  /** A record. */
  record Entry<T>(long offset, long appendedMicros, T value) {}

  private final List<@Nullable Entry<T>> entries = new ArrayList<>();

  void append(T value, long nowMicros) {
    entries.add(new Entry<>(entries.size(), nowMicros, value));
  }

  /** An offset without a record. */
  void skip() {
    entries.add(null);
  }

  long end() {
    return entries.size();
  }

  /** Returns the first record at or after an offset, or null. */
  @Nullable Entry<T> next(long offset) {
    for (long at = offset; at < entries.size(); at++) {
      Entry<T> entry = entries.get((int) at);
      if (entry != null) {
        return entry;
      }
    }
    return null;
  }

  /** Retention, or a reset of a position, takes a record away. */
  void swallow(long offset) {
    entries.set((int) offset, null);
  }
}
