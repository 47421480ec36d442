package dev.sluice.standalone.demo;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/** Prints what happens, one aligned line each, with the time since the demo began. */
final class Story {

  private final PrintWriter out;
  private final LongSupplier nanoTime;
  private final long beganNanos;

  Story(PrintWriter out, LongSupplier nanoTime) {
    this.out = out;
    this.nanoTime = nanoTime;
    beganNanos = nanoTime.getAsLong();
  }

  synchronized void event(String task, String event, String details) {
    double seconds = (nanoTime.getAsLong() - beganNanos) / 1e9;
    String line =
        String.format(Locale.ROOT, "  %5.2f s  %-9s %-14s %s", seconds, task, event, details);
    out.println(line.stripTrailing());
    out.flush();
  }

  synchronized void say(String... lines) {
    for (String line : lines) {
      out.println(line);
    }
    out.flush();
  }
}
