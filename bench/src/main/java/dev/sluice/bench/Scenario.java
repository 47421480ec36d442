package dev.sluice.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What one measurement does.
 *
 * @param kind which figures it is for
 * @param name its name within the kind
 * @param words what differs from the defaults
 */
record Scenario(Kind kind, String name, Map<String, String> words) {

  /** Which figures are measured. */
  enum Kind {
    THROUGHPUT,
    CREATES,
    LATENCY,
    LATENESS,
    SCALE,
    RECOVERY,
    IDLE
  }

  private static final Map<String, String> DEFAULTS =
      Map.ofEntries(
          Map.entry("create", "kafka"),
          Map.entry("concurrency", "256"),
          Map.entry("body", "1024"),
          Map.entry("tasks", "60000"),
          Map.entry("queues", "1"),
          Map.entry("handler-millis", "0"),
          Map.entry("named", "false"),
          Map.entry("limit", "0"),
          Map.entry("load", "0"),
          Map.entry("seconds", "20"),
          Map.entry("pending", "0"),
          Map.entry("runs", "3"),
          Map.entry("raw", "false"),
          Map.entry("environment", ""));

  /**
   * Reads a line of the file.
   *
   * @throws IllegalArgumentException if it has an unknown word
   */
  static Scenario parse(String line) {
    String[] parts = line.strip().split("\\s+", -1);
    Kind kind = Kind.valueOf(parts[0].toUpperCase(Locale.ROOT));
    Map<String, String> words = new LinkedHashMap<>();
    for (String part : List.of(parts).subList(2, parts.length)) {
      String[] word = part.split("=", 2);
      words.put(word[0], word.length == 2 ? word[1] : "");
    }
    return new Scenario(kind, parts[1], Map.of()).with(words);
  }

  /**
   * Returns the scenario with some things otherwise.
   *
   * @throws IllegalArgumentException if there is no such thing
   */
  Scenario with(Map<String, String> others) {
    Map<String, String> all = new LinkedHashMap<>(words);
    others.forEach((key, value) -> {
      if (!DEFAULTS.containsKey(key)) {
        throw new IllegalArgumentException(
            "scenario " + name + ": " + key + " (expected: one of " + DEFAULTS.keySet() + ")");
      }
      all.put(key, value);
    });
    return new Scenario(kind, name, all);
  }

  private String word(String key) {
    String otherwise = DEFAULTS.get(key);
    if (otherwise == null) {
      throw new IllegalArgumentException("word: " + key);
    }
    return words.getOrDefault(key, otherwise);
  }

  private int number(String key) {
    return Integer.parseInt(word(key));
  }

  /** How tasks get in. */
  enum Way {
    KAFKA,
    GRPC,
    BATCH
  }

  Way way() {
    return Way.valueOf(word("create").toUpperCase(Locale.ROOT));
  }

  int concurrency() {
    return number("concurrency");
  }

  int bodyBytes() {
    return Math.max(Body.LEAST_BYTES, number("body"));
  }

  int tasks() {
    return number("tasks");
  }

  int queues() {
    return number("queues");
  }

  int handlerMillis() {
    return number("handler-millis");
  }

  boolean named() {
    return Boolean.parseBoolean(word("named"));
  }

  /** Dispatches a second that the queue allows; 0: no limit. */
  int limitPerSecond() {
    return number("limit");
  }

  /** Creates a second; 0: as many as are taken. */
  int loadPerSecond() {
    return number("load");
  }

  int seconds() {
    return number("seconds");
  }

  int pending() {
    return number("pending");
  }

  int runs() {
    return number("runs");
  }

  /** What the environment of the measured Sluice sets: its variables, by name. */
  Map<String, String> environment() {
    Map<String, String> variables = new TreeMap<>();
    for (String each : word("environment").split(",", -1)) {
      if (!each.isEmpty()) {
        String[] parts = each.split("=", 2);
        variables.put(parts[0], parts.length == 2 ? parts[1] : "");
      }
    }
    return variables;
  }

  boolean besideRaw() {
    return Boolean.parseBoolean(word("raw"));
  }
}
