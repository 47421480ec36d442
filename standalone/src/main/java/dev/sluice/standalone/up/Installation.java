package dev.sluice.standalone.up;

import dev.sluice.schemas.TopicNames;
import dev.sluice.standalone.config.Key;
import dev.sluice.standalone.config.Keys;
import dev.sluice.standalone.config.PassThrough;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.error.UserErrorException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
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
   * @throws UserErrorException if Kafka cannot be used, or the settings say something else
   */
  static Settings complete(Settings settings) throws InterruptedException {
    TopicNames topics = new TopicNames(settings.get(Keys.TOPIC_PREFIX));
    String servers = settings.get(Keys.BOOTSTRAP_SERVERS);
    Map<String, Object> properties = new HashMap<>(settings.passThrough(PassThrough.KAFKA));
    properties.put("bootstrap.servers", servers);
    try (Admin admin = Admin.create(properties)) {
      Map<String, TopicDescription> found =
          await(admin, List.of(topics.tasks(), topics.dispatches()));
      int partitions = count(found, topics.tasks());
      int lanes = count(found, topics.dispatches()) / partitions;
      return as(
          as(settings, Keys.PARTITIONS, partitions, topics.tasks()),
          Keys.LANES,
          lanes,
          topics.dispatches());
    } catch (ExecutionException | KafkaException e) {
      throw new UserErrorException(
          "Kafka at " + servers + " cannot be used: " + Sluice.rootMessage(e));
    }
  }

  private static Map<String, TopicDescription> await(Admin admin, List<String> names)
      throws InterruptedException, ExecutionException {
    boolean told = false;
    while (true) {
      try {
        return admin.describeTopics(names).allTopicNames().get();
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
          throw e;
        }
      }
      if (!told) {
        log.info("event=waiting_for_topics topics={} made_by=scheduler", names);
        told = true;
      }
      Thread.sleep(LOOK_INTERVAL);
    }
  }

  private static int count(Map<String, TopicDescription> found, String topic) {
    return Optional.ofNullable(found.get(topic)).orElseThrow().partitions().size();
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
