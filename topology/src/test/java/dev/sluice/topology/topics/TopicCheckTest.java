package dev.sluice.topology.topics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.schemas.Limits;
import dev.sluice.schemas.TopicNames;
import dev.sluice.topology.SchedulerSettings.Cluster;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class TopicCheckTest {

  private static final Cluster CLUSTER =
      new Cluster("k:9092", TopicNames.DEFAULT, 4, 2, (short) 1, Limits.WIDE);

  @Test
  void topic_asCreated_hasNoProblem() {
    for (TopicSpec spec : TopicSpecs.of(CLUSTER)) {
      assertThat(TopicCheck.problems(spec, spec.partitions(), spec.configs())).isEmpty();
    }
  }

  @Test
  void topics_all_takeAppendTimeAndTwiceTheTaskLimit() {
    assertThat(TopicSpecs.of(CLUSTER))
        .hasSize(12)
        .allSatisfy(spec ->
            assertThat(spec.configs())
                .containsEntry("message.timestamp.type", "LogAppendTime")
                .containsEntry("max.message.bytes", "4456448"));
  }

  @Test
  void changelogs_likeInputs_areOfThePartitions_compactedAndTakeTwiceTheTaskLimit() {
    assertThat(TopicSpecs.changelogs(CLUSTER, "sluice.scheduler"))
        .extracting(TopicSpec::name)
        .containsExactly(
            "sluice.scheduler-definitions-changelog", "sluice.scheduler-index-changelog");
    for (TopicSpec spec : TopicSpecs.changelogs(CLUSTER, "sluice.scheduler")) {
      Map<String, String> made = new TreeMap<>(TopicSpecs.changelog(CLUSTER));
      made.put("cleanup.policy", "compact");
      assertThat(TopicCheck.problems(spec, 4, made)).isEmpty();
      made.put("max.message.bytes", "1000");
      assertThat(TopicCheck.problems(spec, 4, made)).hasSize(1);
    }
  }

  @Test
  void dispatches_withTwoLanes_hasTwiceThePartitions() {
    assertThat(spec("sluice.dispatches").partitions()).isEqualTo(8);
    assertThat(spec("sluice.tasks").partitions()).isEqualTo(4);
  }

  @Test
  void tasks_areDeletedAfterAMonth_andNotCompactedBefore() {
    assertThat(spec("sluice.tasks").configs())
        .containsEntry("cleanup.policy", "compact,delete")
        .containsEntry("min.compaction.lag.ms", "2678400000")
        .containsEntry("retention.ms", "2678400000");
  }

  @Test
  void tasks_thatWereCompactedAfterADay_stayAsTheyAre() {
    Map<String, String> configs = new TreeMap<>(spec("sluice.tasks").configs());
    configs.put("min.compaction.lag.ms", "86400000");
    assertThat(TopicCheck.problems(spec("sluice.tasks"), 4, configs)).isEmpty();

    configs.put("min.compaction.lag.ms", "86399999");
    assertThat(TopicCheck.problems(spec("sluice.tasks"), 4, configs)).hasSize(1);
  }

  @Test
  void problems_ofEveryKind_sayWhatIsAndWhatShouldBe() {
    Map<String, String> configs = new TreeMap<>(spec("sluice.commands").configs());
    configs.put("message.timestamp.type", "CreateTime");
    configs.put("cleanup.policy", "compact");
    configs.put("retention.ms", "1000");
    configs.remove("max.message.bytes");

    assertThat(TopicCheck.problems(spec("sluice.commands"), 5, configs))
        .extracting(TopicProblem::sentence)
        .containsExactly(
            "sluice.commands: partitions is 5 (expected: 4); partitions are fixed at"
                + " installation, lanes can only be added",
            "sluice.commands: cleanup.policy is compact (expected: delete)",
            "sluice.commands: message.timestamp.type is CreateTime (expected: LogAppendTime)",
            "sluice.commands: max.message.bytes is absent (expected: >= 4456448)",
            "sluice.commands: retention.ms is 1000 (expected: >= 604800000)");
  }

  @Test
  void settings_largerUnlimitedOrInAnotherOrder_areFine() {
    Map<String, String> configs = new TreeMap<>(spec("sluice.tasks").configs());
    configs.put("cleanup.policy", "delete,compact");
    configs.put("retention.ms", "-1");
    configs.put("max.message.bytes", "99999999");

    assertThat(TopicCheck.problems(spec("sluice.tasks"), 4, configs)).isEmpty();
  }

  private static TopicSpec spec(String name) {
    return TopicSpecs.of(CLUSTER).stream()
        .filter(spec -> spec.name().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
