package dev.sluice.bench.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** The last events of a history, for people. */
final class Trace {

  private static final int KEPT = 80;

  private record Event(long atMicros, String format, Object[] about) {}

  private final SimClock clock;
  private final Deque<Event> events = new ArrayDeque<>(KEPT);

  Trace(SimClock clock) {
    this.clock = clock;
  }

  /** Notes an event; it is put into words only if somebody reads them. */
  void note(String format, Object... about) {
    if (events.size() == KEPT) {
      events.removeFirst();
    }
    events.addLast(new Event(clock.sinceStartMicros(), format, about));
  }

  String lines() {
    StringBuilder lines = new StringBuilder();
    for (Event event : events) {
      lines.append(String.format(Locale.ROOT, "%12.6f  ", event.atMicros / 1e6));
      lines.append(String.format(Locale.ROOT, event.format, event.about)).append('\n');
    }
    return lines.toString();
  }
}
