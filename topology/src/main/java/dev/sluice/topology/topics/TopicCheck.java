package dev.sluice.topology.topics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Compares a topic as it is with what it must be. */
final class TopicCheck {

  private TopicCheck() {}

  /**
   * Returns one sentence for each thing that is wrong; none when the topic fits.
   *
   * @param partitions number of partitions the topic has
   * @param configs all settings the topic has
   */
  static List<String> problems(TopicSpec spec, int partitions, Map<String, String> configs) {
    List<String> found = new ArrayList<>();
    if (partitions != spec.partitions()) {
      found.add(
          problem(spec, "partitions", Integer.toString(partitions), "" + spec.partitions())
              + "; the number is fixed at installation");
    }
    new TreeMap<>(spec.exact())
        .forEach((key, expected) -> {
          String actual = configs.getOrDefault(key, "absent");
          if (!sameList(actual, expected)) {
            found.add(problem(spec, key, actual, expected));
          }
        });
    new TreeMap<>(spec.atLeast())
        .forEach((key, least) -> {
          String actual = configs.getOrDefault(key, "absent");
          if (!isAtLeast(actual, least)) {
            found.add(problem(spec, key, actual, ">= " + least));
          }
        });
    return found;
  }

  private static String problem(TopicSpec spec, String key, String actual, String expected) {
    return spec.name() + ": " + key + " is " + actual + " (expected: " + expected + ")";
  }

  /** Kafka keeps lists such as cleanup policies in the order they were given in. */
  private static boolean sameList(String actual, String expected) {
    return asSet(actual).equals(asSet(expected));
  }

  private static Set<String> asSet(String list) {
    Set<String> parts = new TreeSet<>();
    Arrays.stream(list.split(",", -1)).map(String::strip).forEach(parts::add);
    return parts;
  }

  private static boolean isAtLeast(String actual, long least) {
    try {
      long value = Long.parseLong(actual);
      return value >= least || value == -1;
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
