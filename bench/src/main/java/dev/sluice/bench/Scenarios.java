package dev.sluice.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;

/** The scenarios in the checked-in file. */
final class Scenarios {

  private static final String FILE = "scenarios.txt";

  private Scenarios() {}

  /**
   * Returns a kind's scenarios in the file's order.
   *
   * @param names which; empty: all
   * @throws IllegalArgumentException if a name is unknown
   */
  static List<Scenario> of(Scenario.Kind kind, Set<String> names) {
    List<Scenario> all = all().stream().filter(one -> one.kind() == kind).toList();
    List<String> known = all.stream().map(Scenario::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "scenario: " + name + " (expected: one of " + known + ")");
      }
    }
    return all.stream().filter(one -> names.isEmpty() || names.contains(one.name())).toList();
  }

  static List<Scenario> all() {
    InputStream file = Scenarios.class.getResourceAsStream(FILE);
    if (file == null) {
      throw new IllegalStateException(FILE + ": not in the jar");
    }
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
      return in.lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(Scenario::parse)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
