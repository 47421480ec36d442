package dev.sluice.standalone.check;

import static java.util.Objects.requireNonNull;

import dev.sluice.schemas.TopicNames;
import dev.sluice.standalone.config.Keys;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.up.InstalledTopics;
import dev.sluice.topology.topics.TopicInspection;
import dev.sluice.topology.topics.TopicProblem;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** The topics, as a scheduler checks them when it starts. */
final class TopicsCheck {

  private static final String CHECK = "topic";

  private final Surroundings around;

  TopicsCheck(Surroundings around) {
    this.around = around;
  }

  void look(List<Finding> findings) throws InterruptedException {
    try {
      TopicNames topics = around.topics();
      Optional<Integer> dispatches = partitions(topics.dispatches());
      Settings settings =
          withNumbersOf(around.settings(), topics, partitions(topics.tasks()), dispatches);
      TopicInspection inspection =
          TopicInspection.of(
              around.admin(),
              InstalledTopics.cluster(settings),
              InstalledTopics.applicationId(settings));
      inspection
          .otherLayout()
          .ifPresent(marker ->
              findings.add(
                  Finding.failed(
                      CHECK,
                      marker,
                      "another release made this installation",
                      "run the release that made it, or another "
                          + Keys.TOPIC_PREFIX.name()
                          + " for a new one")));
      if (!inspection.unseen().isEmpty()) {
        findings.add(
            Finding.skipped(
                CHECK,
                String.join(", ", inspection.unseen()),
                "this principal may not look",
                "only a scheduler's needs to: check with its settings as well"));
      }
      inspection.problems().stream().map(this::problem).forEach(findings::add);
      findings.add(summary(settings, dispatches.isPresent(), inspection));
    } catch (ExecutionException e) {
      findings.add(
          Finding.failed(
              CHECK,
              around.topics().prefix() + "*",
              Surroundings.words(e),
              "see what is missing under \"permission\""));
    }
  }

  private Finding problem(TopicProblem problem) {
    return Finding.failed(
        CHECK, problem.topic(), problem.deviation(), problem.remedy(around.bootstrapServers()));
  }

  private Finding summary(Settings settings, boolean lanesKnown, TopicInspection inspection) {
    String all = around.topics().prefix() + "*";
    int lanes = settings.get(Keys.LANES);
    String numbers =
        settings.get(Keys.PARTITIONS)
            + " partitions"
            + (lanesKnown ? ", " + lanes + (lanes == 1 ? " lane each" : " lanes each") : "");
    if (inspection.missing().isEmpty()) {
      return Finding.ok(CHECK, all, numbers);
    }
    boolean none = inspection.missing().contains(around.topics().tasks());
    return Finding.warning(
        CHECK,
        all,
        none ? "not there yet" : numbers + "; missing: " + String.join(", ", inspection.missing()),
        "start a scheduler: it makes what is missing" + (none ? ", with " + numbers : ""));
  }

  /** Numbers that are not set are those of the topics. */
  private static Settings withNumbersOf(
      Settings given, TopicNames topics, Optional<Integer> tasks, Optional<Integer> dispatches) {
    Settings settings = given.orKept(Keys.PARTITIONS, tasks.map(String::valueOf), topics.tasks());
    return settings.orKept(
        Keys.LANES,
        dispatches
            .map(lanes -> lanes / settings.get(Keys.PARTITIONS))
            .filter(lanes -> lanes > 0)
            .map(String::valueOf),
        topics.dispatches());
  }

  /** How many a topic has, if it is there and may be looked at. */
  private Optional<Integer> partitions(String topic)
      throws ExecutionException, InterruptedException {
    try {
      TopicDescription found =
          requireNonNull(around.admin().describeTopics(List.of(topic)).topicNameValues().get(topic))
              .get();
      return Optional.of(found.partitions().size());
    } catch (ExecutionException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException
          || e.getCause() instanceof TopicAuthorizationException) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
