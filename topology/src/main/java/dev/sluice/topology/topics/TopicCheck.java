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
   * Returns each thing that is wrong; nothing when the topic fits.
   *
   * @param partitions number of partitions the topic has
   * @param configs all settings the topic has
   */
  static List<TopicProblem> problems(TopicSpec spec, int partitions, Map<String, String> configs) {
    List<TopicProblem> found = new ArrayList<>();
    if (partitions != spec.partitions()) {
      found.add(TopicProblem.partitions(spec.name(), partitions, spec.partitions()));
    }
    new TreeMap<>(spec.exact())
        .forEach((key, expected) -> {
          String actual = configs.getOrDefault(key, "absent");
          if (!sameList(actual, expected)) {
            found.add(new TopicProblem(spec.name(), key, actual, expected, false));
          }
        });
    new TreeMap<>(spec.atLeast())
        .forEach((key, least) -> {
          String actual = configs.getOrDefault(key, "absent");
          if (!isAtLeast(actual, least)) {
            found.add(new TopicProblem(spec.name(), key, actual, least.toString(), true));
          }
        });
    return found;
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
