package dev.sluice.bench.simulation;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How often things happened. */
final class Coverage {

  private final Map<Seen, Long> counts = new EnumMap<>(Seen.class);

  void saw(Seen what) {
    counts.merge(what, 1L, Long::sum);
  }

  long of(Seen what) {
    return counts.getOrDefault(what, 0L);
  }

  void add(Coverage other) {
    other.counts.forEach((what, count) -> counts.merge(what, count, Long::sum));
  }

  void clear() {
    counts.clear();
  }

  /** Returns what happened too rarely in so many histories. */
  List<String> missing(int histories) {
    return Arrays.stream(Seen.values())
        .filter(what -> of(what) < what.least(histories))
        .map(what -> what + ": " + of(what) + " (expected: >= " + what.least(histories) + ")")
        .toList();
  }

  @Override
  public String toString() {
    return counts.toString();
  }
}
