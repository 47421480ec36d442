package dev.sluice.topology.topics;

import dev.sluice.topology.SchedulerSettings.Cluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * What a look at an installation's topics finds, by somebody who may not be allowed to see all of
 * them.
 *
 * @param otherLayout the marker of another release, if it made this installation
 * @param missing topics that are not there yet
 * @param unseen topics that the caller may not describe, or whose settings it may not read
 * @param problems what is not as it must be
 */
public record TopicInspection(
    Optional<String> otherLayout,
    List<String> missing,
    List<String> unseen,
    List<TopicProblem> problems) {

  /**
   * Looks, and changes nothing.
   *
   * @param applicationId the schedulers' group
   * @throws ExecutionException if the cluster does not answer
   */
  public static TopicInspection of(Admin admin, Cluster cluster, String applicationId)
      throws ExecutionException, InterruptedException {
    List<TopicSpec> specs = new ArrayList<>(TopicSpecs.of(cluster));
    specs.addAll(TopicSpecs.changelogs(cluster, applicationId));
    List<String> missing = new ArrayList<>();
    List<String> unseen = new ArrayList<>();
    List<TopicProblem> problems = new ArrayList<>();
    Map<String, KafkaFuture<TopicDescription>> described =
        admin.describeTopics(specs.stream().map(TopicSpec::name).toList()).topicNameValues();
    Map<ConfigResource, KafkaFuture<Config>> configs =
        admin.describeConfigs(specs.stream().map(TopicInspection::resource).toList()).values();
    for (TopicSpec spec : specs) {
      try {
        TopicDescription topic = answer(described, spec.name());
        Config config = answer(configs, resource(spec));
        problems.addAll(TopicCheck.problems(spec, topic.partitions().size(), settings(config)));
      } catch (ExecutionException e) {
        switch (e.getCause()) {
          case UnknownTopicOrPartitionException _ -> missing.add(spec.name());
          case TopicAuthorizationException _ -> unseen.add(spec.name());
          case null, default -> throw e;
        }
      }
    }
    return new TopicInspection(
        TopicSpecs.otherMarker(cluster.topics(), admin.listTopics().names().get()),
        missing,
        unseen,
        problems);
  }

  private static <K, V> V answer(Map<K, KafkaFuture<V>> answers, K key)
      throws ExecutionException, InterruptedException {
    KafkaFuture<V> answer = answers.get(key);
    if (answer == null) {
      throw new IllegalStateException("answer: none for " + key + " (expected: as asked)");
    }
    return answer.get();
  }

  private static ConfigResource resource(TopicSpec spec) {
    return new ConfigResource(ConfigResource.Type.TOPIC, spec.name());
  }

  static Map<String, String> settings(Config config) {
    return config.entries().stream()
        .filter(entry -> entry.value() != null)
        .collect(Collectors.toMap(ConfigEntry::name, ConfigEntry::value, (a, b) -> b));
  }
}
