package dev.sluice.bench;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Figures as a picture (SVG): for each figure a group of bars, one for each scenario that has it,
 * as long as its median, with a line from its least to its most. Each figure has a scale of its
 * own.
 */
final class Chart {

  private static final int WIDTH = 900;
  private static final int LEFT = 230;
  private static final int BAR = 440;
  private static final int ROW = 22;
  private static final int TITLE = 34;
  private static final int MARGIN = 16;

  private final String caption;
  private final Map<String, Map<String, Figures>> scenariosByFigure = new LinkedHashMap<>();

  /**
   * Begins a picture.
   *
   * @param caption what was measured on what
   */
  Chart(String caption) {
    this.caption = caption;
  }

  void add(String scenario, Figures figures) {
    for (String name : figures.byName().keySet()) {
      scenariosByFigure.computeIfAbsent(name, _ -> new LinkedHashMap<>()).put(scenario, figures);
    }
  }

  /** Returns the picture, as a document of its own. */
  String svg() {
    StringBuilder body = new StringBuilder();
    int y = MARGIN + ROW;
    body.append(text(MARGIN, y, "start", "caption", caption));
    for (Map.Entry<String, Map<String, Figures>> figure : scenariosByFigure.entrySet()) {
      y += TITLE;
      body.append(text(MARGIN, y, "start", "figure", figure.getKey()));
      double most =
          figure.getValue().values().stream()
              .mapToDouble(each -> each.most(figure.getKey()))
              .max()
              .orElse(0);
      for (Map.Entry<String, Figures> scenario : figure.getValue().entrySet()) {
        y += ROW;
        row(body, y, scenario.getKey(), scenario.getValue(), figure.getKey(), most);
      }
    }
    int height = y + MARGIN;
    return """
    <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" width="%1$d" height="%2$d">
    <style>text{font:13px sans-serif;fill:#222}.caption{fill:#666}.figure{font-weight:bold}</style>
    <rect width="%1$d" height="%2$d" fill="#fff"/>
    %3$s</svg>
    """
        .formatted(WIDTH, height, body);
  }

  private static void row(
      StringBuilder body, int y, String scenario, Figures figures, String name, double most) {
    body.append(text(LEFT - 8, y, "end", "scenario", scenario));
    body.append(
        "<rect class=\"bar\" x=\"%d\" y=\"%d\" width=\"%s\" height=\"%d\" fill=\"#3b7dd8\"/>%n"
            .formatted(LEFT, y - 12, length(figures.median(name), most), ROW - 8));
    body.append(
        "<line x1=\"%s\" x2=\"%s\" y1=\"%d\" y2=\"%3$d\" stroke=\"#123\" stroke-width=\"2\"/>%n"
            .formatted(
                x(figures.least(name), most), x(figures.most(name), most), y - 12 + (ROW - 8) / 2));
    body.append(text(LEFT + BAR + 8, y, "start", "value", figures.text(name)));
  }

  private static String x(double value, double most) {
    return number(LEFT + share(value, most));
  }

  private static String length(double value, double most) {
    return number(share(value, most));
  }

  private static double share(double value, double most) {
    return most <= 0 ? 0 : Math.max(0, value) / most * BAR;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String text(int x, int y, String anchor, String role, String words) {
    return "<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n"
        .formatted(role, x, y, anchor, escaped(words));
  }

  private static String escaped(String words) {
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
