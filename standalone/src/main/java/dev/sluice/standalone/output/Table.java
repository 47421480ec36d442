package dev.sluice.standalone.output;

import java.util.ArrayList;
import java.util.List;

/** Text in aligned columns under headings. */
public final class Table {

  private static final String GAP = "  ";

  private final List<List<String>> rows = new ArrayList<>();
  private final int columns;

  /** A table with these headings and no rows. */
  public Table(List<String> headings) {
    columns = headings.size();
    rows.add(List.copyOf(headings));
  }

  /**
   * Adds a row.
   *
   * @throws IllegalArgumentException if it has not one cell per heading
   */
  public Table row(List<String> cells) {
    if (cells.size() != columns) {
      throw new IllegalArgumentException("cells: " + cells.size() + " (expected: " + columns + ")");
    }
    rows.add(cells.stream().map(Table::oneLine).toList());
    return this;
  }

  /** The lines, headings first, without trailing blanks. */
  public List<String> lines() {
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], width(row.get(i)));
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < columns; i++) {
      line.append(row.get(i)).repeat(' ', widths[i] - width(row.get(i))).append(GAP);
    }
    return line.toString().stripTrailing();
  }

  private static int width(String text) {
    return text.codePointCount(0, text.length());
  }

  private static String oneLine(String cell) {
    return cell.replaceAll("\\p{Cntrl}+", " ");
  }
}
