package dev.sluice.standalone.check;

import dev.sluice.schemas.TopicNames;
import dev.sluice.standalone.config.Keys;
import dev.sluice.standalone.config.Settings;
import org.apache.kafka.clients.admin.Admin;

/**
 * What checks look at.
 *
 * @param settings of the process that is to run
 * @param admin a client of its cluster
 */
record Surroundings(Settings settings, Admin admin) {

  TopicNames topics() {
    return new TopicNames(settings.get(Keys.TOPIC_PREFIX));
  }

  String bootstrapServers() {
    return settings.get(Keys.BOOTSTRAP_SERVERS);
  }

  /** The last cause of a failure, in words. */
  static String words(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    String message = cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }
}
