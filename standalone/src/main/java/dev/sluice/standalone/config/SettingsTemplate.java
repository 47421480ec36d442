package dev.sluice.standalone.config;

import java.util.ArrayList;
import java.util.List;

/** A file of settings to start from: everything there is, with its meaning, commented out. */
public final class SettingsTemplate {

  private static final int WIDTH = 100;

  private SettingsTemplate() {}

  /** The lines of the file. It sets nothing until a line's mark is taken away. */
  public static List<String> lines() {
    List<String> lines = new ArrayList<>();
    comment(
        lines,
        "Settings of Sluice, all with their defaults and commented out. Read when it is named:"
            + " sluice up --config FILE, and so with every other command that has --config. A"
            + " variable of the environment beats the file: sluice.api.port is SLUICE_API_PORT.");
    for (Key<?> key : Keys.ALL) {
      lines.add("");
      describe(lines, key);
    }
    for (PassThrough passThrough : PassThrough.ALL) {
      lines.add("");
      comment(
          lines,
          passThrough.prefix() + "*: goes to " + passThrough.meaning() + " as it is, such as");
      lines.add("#" + passThrough.prefix() + passThrough.example());
    }
    return lines;
  }

  private static <T> void describe(List<String> lines, Key<T> key) {
    String unit = key.kind().unit();
    comment(lines, key.meaning() + (unit.isEmpty() ? "" : " (" + unit + ")"));
    lines.add("#" + key.name() + "=" + key.print(key.defaultValue()));
  }

  private static void comment(List<String> lines, String text) {
    StringBuilder line = new StringBuilder("#");
    for (String word : text.split(" ", -1)) {
      if (line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line = new StringBuilder("#");
      }
      line.append(' ').append(word);
    }
    lines.add(line.toString());
  }
}
