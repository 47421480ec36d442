package dev.sluice.standalone.check;

import java.util.Optional;
import org.apache.kafka.server.common.MetadataVersion;

/** Brokers do not tell their release, but up to which version they know Kafka's metadata. */
final class KafkaRelease {

  /** The feature whose highest version tells the release. */
  static final String FEATURE = MetadataVersion.FEATURE_NAME;

  private static final String TESTED = "tested are 4.3.1 and 3.9";
  private static final MetadataVersion OLDEST = MetadataVersion.IBP_3_9_IV0;

  private KafkaRelease() {}

  /**
   * Judges a broker.
   *
   * @param level the highest metadata version that it knows; 0: it tells none
   */
  static Finding judge(String check, String subject, short level) {
    if (level == 0) {
      return Finding.failed(
          check,
          subject,
          "tells no metadata version: it is older than 3.3, or runs with ZooKeeper",
          "a broker of Kafka 3.9 or newer, with KRaft (" + TESTED + ")");
    }
    Optional<String> known = release(level);
    if (known.isEmpty()) {
      return Finding.warning(
          check,
          subject,
          "Kafka newer than " + newest() + " (metadata version " + level + ")",
          "nothing to do if it works: " + TESTED);
    }
    String found = "Kafka " + known.get();
    if (level < OLDEST.featureLevel()) {
      return Finding.failed(
          check, subject, found, "a broker of Kafka 3.9 or newer (" + TESTED + ")");
    }
    return isTested(known.get())
        ? Finding.ok(check, subject, found)
        : Finding.warning(check, subject, found, "nothing to do if it works: " + TESTED);
  }

  private static boolean isTested(String release) {
    return release.equals(OLDEST.shortVersion()) || release.equals(newest());
  }

  private static String newest() {
    return MetadataVersion.latestProduction().shortVersion();
  }

  private static Optional<String> release(short level) {
    try {
      MetadataVersion version = MetadataVersion.fromFeatureLevel(level);
      return version.isProduction() ? Optional.of(version.shortVersion()) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
