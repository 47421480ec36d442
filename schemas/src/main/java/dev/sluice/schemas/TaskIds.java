package dev.sluice.schemas;

import java.util.random.RandomGenerator;

/** Ids for tasks whose creator named none. */
public final class TaskIds {

  private TaskIds() {}

  /** Makes an id as Google's service does: decimal digits, of varying length (spec 1.3). */
  public static String random(RandomGenerator random) {
    return Long.toUnsignedString(random.nextLong());
  }

  /**
   * Makes the id of a record whose key is a queue's name: the record's coordinates, so that reading
   * it again makes the same id and no other record makes it. It is never one of {@link #random}'s.
   *
   * @param topic topic name, of Kafka's {@code [A-Za-z0-9._-]}
   * @throws IllegalArgumentException if the topic's name has other characters or the id gets longer
   *     than 500 characters
   */
  public static String of(String topic, int partition, long offset) {
    StringBuilder id = new StringBuilder(topic.length() + 24);
    for (int i = 0; i < topic.length(); i++) {
      appendEscaped(id, topic, topic.charAt(i));
    }
    String made = id.append('-').append(partition).append('-').append(offset).toString();
    if (made.length() > 500) {
      throw new IllegalArgumentException("topic: " + topic + " (expected: a shorter name)");
    }
    return made;
  }

  // A dot may stand in a topic's name but not in an id.
  private static void appendEscaped(StringBuilder id, String topic, char c) {
    if (c == '.') {
      id.append("_d");
    } else if (c == '_') {
      id.append("__");
    } else if (c == '-' || Ascii.isLetterOrDigit(c)) {
      id.append(c);
    } else {
      throw new IllegalArgumentException("topic: " + topic + " (expected: [A-Za-z0-9._-])");
    }
  }
}
