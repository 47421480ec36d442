package dev.sluice.topology.topics;

import dev.sluice.topology.SchedulerSettings.Cluster;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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

  private static final Logger log = LoggerFactory.getLogger(TopicSetup.class);
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final Admin admin;
  private final Cluster cluster;
  private final String applicationId;

  /**
   * Makes a set-up that talks to a cluster; the caller closes the client.
   *
   * @param applicationId the schedulers' group, whose changelogs are checked if they are there
   */
  public TopicSetup(Admin admin, Cluster cluster, String applicationId) {
    this.admin = admin;
    this.cluster = cluster;
    this.applicationId = applicationId;
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
    addLanes(existing);
    checkExisting(
        Stream.concat(specs.stream(), TopicSpecs.changelogs(cluster, applicationId).stream())
            .filter(spec -> existing.contains(spec.name()))
            .toList());
    createMissing(
        specs.stream().filter(spec -> !existing.contains(spec.name())).toList(), existing);
  }

  private void checkLayout(Set<String> existing) {
    TopicSpecs.otherMarker(cluster.topics(), existing)
        .ifPresent(name -> {
          throw new TopicSetupException(
              "layout: topic "
                  + name
                  + " says that another release made this installation (expected: "
                  + TopicSpecs.marker(cluster.topics())
                  + ")");
        });
  }

  /** Lanes can be added at any start: their numbers leave those that are there alone. */
  private void addLanes(Set<String> existing) {
    String dispatches = cluster.topics().dispatches();
    if (!existing.contains(dispatches)) {
      return;
    }
    int wanted = cluster.partitions() * cluster.lanes();
    int actual = partitionsOf(dispatches);
    if (actual >= wanted || actual % cluster.partitions() != 0) {
      return;
    }
    try {
      await(
          admin.createPartitions(Map.of(dispatches, NewPartitions.increaseTo(wanted))).all(),
          "add lanes to " + dispatches);
      log.info("event=lanes_added topic={} before={} now={}", dispatches, actual, wanted);
    } catch (TopicSetupException e) {
      // Another instance may have been first: then they are there.
      if (partitionsOf(dispatches) != wanted) {
        throw e;
      }
    }
  }

  private int partitionsOf(String topic) {
    TopicDescription described =
        await(admin.describeTopics(List.of(topic)).allTopicNames(), "describe topics").get(topic);
    return described == null ? 0 : described.partitions().size();
  }

  private void createMissing(List<TopicSpec> missing, Set<String> existing) {
    List<NewTopic> topics = new ArrayList<>();
    for (TopicSpec spec : missing) {
      topics.add(
          new NewTopic(spec.name(), spec.partitions(), cluster.replicationFactor())
              .configs(spec.configs()));
    }
    String marker = TopicSpecs.marker(cluster.topics());
    if (!existing.contains(marker)) {
      topics.add(new NewTopic(marker, 1, cluster.replicationFactor()).configs(TopicSpecs.marker()));
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
    List<TopicProblem> problems = problems(specs);
    if (!problems.isEmpty()) {
      throw new TopicSetupException(
          problems.stream()
              .map(TopicProblem::sentence)
              .collect(Collectors.joining(System.lineSeparator())));
    }
  }

  private List<TopicProblem> problems(List<TopicSpec> specs) {
    if (specs.isEmpty()) {
      return List.of();
    }
    List<String> names = specs.stream().map(TopicSpec::name).toList();
    Map<String, TopicDescription> described =
        await(admin.describeTopics(names).allTopicNames(), "describe topics");
    Map<ConfigResource, Config> configs =
        await(
            admin.describeConfigs(names.stream().map(TopicSetup::resource).toList()).all(),
            "read topic settings");
    List<TopicProblem> problems = new ArrayList<>();
    for (TopicSpec spec : specs) {
      TopicDescription topic = described.get(spec.name());
      Config config = configs.get(resource(spec.name()));
      if (topic == null || config == null) {
        throw new TopicSetupException(spec.name() + ": not described (expected: as listed)");
      }
      problems.addAll(
          TopicCheck.problems(spec, topic.partitions().size(), TopicInspection.settings(config)));
    }
    return problems;
  }

  private static ConfigResource resource(String topic) {
    return new ConfigResource(ConfigResource.Type.TOPIC, topic);
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
