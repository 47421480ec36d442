package dev.sluice.topology.topics;

import dev.sluice.topology.SchedulerSettings.Cluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Creates the topics that are missing and checks those that exist.
 *
 * <p>What an installation was made with is recorded where it cannot be lost or differ: the numbers
 * of partitions and lanes are the partition counts of the topics themselves, compared here at every
 * start, and the layout version is part of the name of a marker topic, which the cluster creates
 * atomically and lists with the others. A record on a topic would need a producer, a consumer, and
 * a rule for two first starts at once.
 */
public final class TopicSetup {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Admin admin;
  private final Cluster cluster;

  /** Makes a set-up that talks to a cluster; the caller closes the client. */
  public TopicSetup(Admin admin, Cluster cluster) {
    this.admin = admin;
    this.cluster = cluster;
  }

  /**
   * Creates what is missing and checks the rest.
   *
   * @throws TopicSetupException if something cannot be created or is not as it must be
   */
  public void run() {
    List<TopicSpec> specs = TopicSpecs.of(cluster);
    Set<String> existing = await(admin.listTopics().names(), "list topics");
    checkLayout(existing);
    checkExisting(specs.stream().filter(spec -> existing.contains(spec.name())).toList());
    createMissing(
        specs.stream().filter(spec -> !existing.contains(spec.name())).toList(), existing);
  }

  private String markerPrefix() {
    return cluster.topics().prefix() + "layout-";
  }

  private void checkLayout(Set<String> existing) {
    String ours = markerPrefix() + TopicSpecs.LAYOUT_VERSION;
    for (String name : existing) {
      if (name.startsWith(markerPrefix()) && !name.equals(ours)) {
        throw new TopicSetupException(
            "layout: topic "
                + name
                + " says that another release made this installation (expected: "
                + ours
                + ")");
      }
    }
  }

  private void createMissing(List<TopicSpec> missing, Set<String> existing) {
    List<NewTopic> topics = new ArrayList<>();
    for (TopicSpec spec : missing) {
      topics.add(
          new NewTopic(spec.name(), spec.partitions(), cluster.replicationFactor())
              .configs(spec.configs()));
    }
    String marker = markerPrefix() + TopicSpecs.LAYOUT_VERSION;
    if (!existing.contains(marker)) {
      topics.add(new NewTopic(marker, 1, cluster.replicationFactor()));
    }
    boolean raced = false;
    for (Map.Entry<String, KafkaFuture<Void>> created :
        admin.createTopics(topics).values().entrySet()) {
      raced |= !created(created.getKey(), created.getValue());
    }
    if (raced) {
      // Another instance was first: what it made must fit us too.
      checkLayout(await(admin.listTopics().names(), "list topics"));
      checkExisting(missing);
    }
  }

  private static boolean created(String name, KafkaFuture<Void> result) {
    try {
      await(result, "create topic " + name);
      return true;
    } catch (TopicSetupException e) {
      if (e.getCause() instanceof TopicExistsException) {
        return false;
      }
      throw e;
    }
  }

  private void checkExisting(List<TopicSpec> specs) {
    if (specs.isEmpty()) {
      return;
    }
    List<String> names = specs.stream().map(TopicSpec::name).toList();
    Map<String, TopicDescription> described =
        await(admin.describeTopics(names).allTopicNames(), "describe topics");
    Map<ConfigResource, Config> configs =
        await(
            admin.describeConfigs(names.stream().map(TopicSetup::resource).toList()).all(),
            "read topic settings");
    List<String> problems = new ArrayList<>();
    for (TopicSpec spec : specs) {
      TopicDescription topic = described.get(spec.name());
      Config config = configs.get(resource(spec.name()));
      if (topic == null || config == null) {
        throw new TopicSetupException(spec.name() + ": not described (expected: as listed)");
      }
      problems.addAll(TopicCheck.problems(spec, topic.partitions().size(), settings(config)));
    }
    if (!problems.isEmpty()) {
      throw new TopicSetupException(String.join(System.lineSeparator(), problems));
    }
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
  }

  private static Map<String, String> settings(Config config) {
    return config.entries().stream()
        .filter(entry -> entry.value() != null)
        .collect(
            Collectors.toMap(ConfigEntry::name, ConfigEntry::value, (a, b) -> b, TreeMap::new));
  }

  private static <T> T await(KafkaFuture<T> future, String what) {
    try {
      return future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new TopicSetupException(what + ": " + cause.getMessage(), cause);
    } catch (TimeoutException e) {
      throw new TopicSetupException(
          what + ": no answer (expected: within " + TIMEOUT.toSeconds() + " s)", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TopicSetupException(what + ": interrupted", e);
    }
  }
}
