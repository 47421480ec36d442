package dev.sluice.standalone.up;

import static java.util.Objects.requireNonNull;

import dev.sluice.schemas.TopicNames;
import dev.sluice.standalone.config.Key;
import dev.sluice.standalone.config.Keys;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.error.UserErrorException;
import dev.sluice.standalone.permission.KafkaRole;
import dev.sluice.standalone.permission.RequiredAccess;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an installation was made with, as its topics say: a worker or API server need not be told,
 * and must not be told otherwise.
 */
final class Installation {

  private static final Logger log = LoggerFactory.getLogger(Installation.class);
  private static final Duration LOOK_INTERVAL = Duration.ofMillis(500);

  private Installation() {}

  /**
   * Waits for the topics, which the first scheduler makes, and completes the settings by them.
   *
   * @param role that is to start, which must be allowed all that it needs
   * @throws UserErrorException if Kafka cannot be used or does not allow it, or the settings say
   *     something else
   */
  static Settings complete(Settings settings, KafkaRole role) throws InterruptedException {
    TopicNames topics = new TopicNames(settings.get(Keys.TOPIC_PREFIX));
    try (Admin admin = Admin.create(RequiredAccess.clientProperties(settings))) {
      RequiredAccess.check(admin, settings, role);
      int partitions = await(admin, topics.tasks());
      // Some of it can only be asked of topics that are there.
      RequiredAccess.check(admin, settings, role);
      return as(settings, Keys.PARTITIONS, partitions, topics.tasks());
    } catch (ExecutionException | KafkaException e) {
      throw RequiredAccess.unusable(settings, e);
    }
  }

  private static int await(Admin admin, String topic)
      throws InterruptedException, ExecutionException {
    boolean told = false;
    while (true) {
      try {
        return requireNonNull(admin.describeTopics(List.of(topic)).topicNameValues().get(topic))
            .get()
            .partitions()
            .size();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
      if (!told) {
        log.info("event=waiting_for_topics topic={} made_by=scheduler", topic);
        told = true;
      }
      Thread.sleep(LOOK_INTERVAL);
    }
  }

  private static Settings as(Settings given, Key<Integer> key, int actual, String topic) {
    Settings settings = given.orKept(key, Optional.of(Integer.toString(actual)), topic);
    if (settings.get(key) != actual) {
      throw new UserErrorException(
          key.name()
              + ": "
              + settings.get(key)
              + " (expected: "
              + actual
              + ", as topic "
              + topic
              + " has; or not set)");
    }
    return settings;
  }
}
