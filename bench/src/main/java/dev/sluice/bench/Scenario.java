package dev.sluice.bench;

import java.util.LinkedHashMap;
import java.util.Map;

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
          Map.entry("raw", "false"));

  /**
   * Reads a line of the file.
   *
   * @throws IllegalArgumentException if it has an unknown word
   */
  static Scenario parse(String line) {
    String[] parts = line.strip().split("\\s+", -1);
    Map<String, String> words = new LinkedHashMap<>();
    for (int i = 2; i < parts.length; i++) {
      String[] word = parts[i].split("=", 2);
      if (word.length != 2 || !DEFAULTS.containsKey(word[0])) {
        throw new IllegalArgumentException(
            "scenario " + parts[1] + ": " + parts[i] + " (expected: one of " + DEFAULTS + ")");
      }
      words.put(word[0], word[1]);
    }
    return new Scenario(Kind.valueOf(parts[0].toUpperCase(java.util.Locale.ROOT)), parts[1], words);
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

  boolean overGrpc() {
    return word("create").equals("grpc");
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

  boolean besideRaw() {
    return Boolean.parseBoolean(word("raw"));
  }
}
