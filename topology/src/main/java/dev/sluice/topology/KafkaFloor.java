package dev.sluice.topology;

import java.io.IOException;
import java.io.InputStream;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.streams.KafkaStreams;

/** The oldest Kafka Streams we run on: 4.3.0 and 4.1.0 leak memory. */
final class KafkaFloor {

  private static final int[] FLOOR = {4, 3, 1};
  private static final Pattern VERSION = Pattern.compile("(\\d+)\\.(\\d+)\\.(\\d+).*");

  private KafkaFloor() {}

  /**
   * Checks the version on the class path.
   *
   * @throws IllegalStateException if it is too old
   */
  static void check() {
    check(versionOnClassPath());
  }

  static void check(String version) {
    Matcher parts = VERSION.matcher(version);
    if (!parts.matches() || isOlder(parts)) {
      throw new IllegalStateException("kafka-streams: " + version + " (expected: >= 4.3.1)");
    }
  }

  private static boolean isOlder(Matcher parts) {
    for (int i = 0; i < FLOOR.length; i++) {
      int part = Integer.parseInt(parts.group(i + 1));
      if (part != FLOOR[i]) {
        return part < FLOOR[i];
      }
    }
    return false;
  }

  private static String versionOnClassPath() {
    Properties properties = new Properties();
    try (InputStream in =
        KafkaStreams.class.getResourceAsStream("/kafka/kafka-streams-version.properties")) {
      if (in != null) {
        properties.load(in);
      }
    } catch (IOException e) {
      throw new IllegalStateException("kafka-streams: version unreadable: " + e.getMessage(), e);
    }
    return properties.getProperty("version", "unknown");
  }
}
