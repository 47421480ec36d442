package dev.sluice.bench.drills;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** What a drill found: figures, some of them with a bar that they must not be above. */
final class Findings {

  private record Figure(String name, String value, String bar, boolean met) {}

  private final List<Figure> figures = new ArrayList<>();

  /** Notes a figure that may be anything. */
  void figure(String name, double value) {
    figures.add(new Figure(name, text(value), "", true));
  }

  /** Notes a count that may be anything. */
  void figure(String name, long value) {
    figure(name, (double) value);
  }

  /**
   * Notes a figure.
   *
   * @param atMost the bar
   */
  void bar(String name, double value, double atMost) {
    figures.add(new Figure(name, text(value), "at most " + text(atMost), value <= atMost));
  }

  /**
   * Notes a figure that must be what it must be.
   *
   * @param exactly the bar
   */
  void exactly(String name, long value, long exactly) {
    figures.add(new Figure(name, text((double) value), text((double) exactly), value == exactly));
  }

  /** Whether every bar was passed. */
  boolean met() {
    return figures.stream().allMatch(Figure::met);
  }

  /** Prints all as a Markdown table, and a line that says how it went. */
  void print(String drill, Consumer<String> line) {
    line.accept("");
    line.accept("| " + drill + " | Seen | Bar | |");
    line.accept("|---|---|---|---|");
    for (Figure each : figures) {
      String word = each.bar().isEmpty() ? "" : each.met() ? "passed" : "FAILED";
      line.accept("| %s | %s | %s | %s |".formatted(each.name(), each.value(), each.bar(), word));
    }
    line.accept("");
    line.accept(summary(drill));
  }

  private String summary(String drill) {
    List<String> failed =
        figures.stream()
            .filter(each -> !each.met())
            .map(each -> each.name() + " " + each.value() + " (bar: " + each.bar() + ")")
            .toList();
    long bars = figures.stream().filter(each -> !each.bar().isEmpty()).count();
    return failed.isEmpty()
        ? drill + ": passed all " + bars + " bars"
        : drill + ": FAILED " + String.join(", ", failed);
  }

  private static String text(double value) {
    return value == Math.rint(value)
        ? String.format(Locale.ROOT, "%,.0f", value)
        : String.format(Locale.ROOT, "%,.1f", value);
  }
}
