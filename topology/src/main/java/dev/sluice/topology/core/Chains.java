package dev.sluice.topology.core;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was dispatched ahead of a queue's concurrency limit: attempts that start at their worker
 * when another one has ended there. Each attempt has one successor at most, so attempts in flight
 * form chains, and of a chain one runs at a time. As many attempts can run as there are chains.
 *
 * <p>Kept in memory only. A scheduler that does not know of a link takes its attempts for two
 * chains, which is on the safe side.
 */
final class Chains {

  /** An attempt that takes longer than that is not one to wait for. */
  private static final long OLD_MICROS = Micros.PER_SECOND;

  /** Attempts in flight without a successor, oldest first, and when they were dispatched. */
  private final Map<Place, Long> last = new LinkedHashMap<>();

  private final Map<Place, Place> next = new HashMap<>();
  private final Map<Place, Place> previous = new HashMap<>();

  /** How many attempts in flight wait, as far as is known, for one that is in flight as well. */
  int waiting() {
    return previous.size();
  }

  /** An attempt is in flight; if after is not 0, it follows the attempt of its lane with that. */
  void started(Place place, long after, long nowMicros) {
    last.put(place, nowMicros);
    if (after != 0) {
      Place before = new Place(place.lane(), after);
      last.remove(before);
      next.put(before, place);
      previous.put(place, before);
    }
  }

  /** An attempt is not in flight any more. Who lost its successor does not get another one. */
  void ended(Place place) {
    last.remove(place);
    Place after = next.remove(place);
    if (after != null) {
      previous.remove(after);
    }
    Place before = previous.remove(place);
    if (before != null) {
      next.remove(before);
    }
  }

  /** Returns the attempt that should have a successor first, or null if none should have one. */
  @Nullable Place open(long nowMicros) {
    Iterator<Map.Entry<Place, Long>> oldestFirst = last.entrySet().iterator();
    while (oldestFirst.hasNext()) {
      Map.Entry<Place, Long> oldest = oldestFirst.next();
      if (nowMicros - oldest.getValue() <= OLD_MICROS) {
        return oldest.getKey();
      }
      oldestFirst.remove();
    }
    return null;
  }
}
