package dev.sluice.bench.simulation;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;

/** The last events of a history, for people. */
final class Trace {

  private record Event(long atMicros, String format, Object[] about) {}

  private final SimClock clock;
  private final int kept;
  private final Deque<Event> events = new ArrayDeque<>();

  Trace(SimClock clock, int kept) {
    this.clock = clock;
    this.kept = kept;
  }

  /** Notes an event; it is put into words only if somebody reads them. */
  void note(String format, Object... about) {
    if (events.size() == kept) {
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
