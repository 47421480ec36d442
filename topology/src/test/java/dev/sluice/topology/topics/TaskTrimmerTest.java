package dev.sluice.topology.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class TaskTrimmerTest {

  /** What each partition still needs: nothing, a record that waits, or not known here. */
  private static OptionalLong firstNeeded(int partition) {
    return switch (partition) {
      case 0 -> OptionalLong.of(Long.MAX_VALUE);
      case 1 -> OptionalLong.of(7);
      default -> OptionalLong.empty();
    };
  }

  @Test
  void recordsThatWaitForRoom_areKept_andOtherInstancesPartitionsAreLeftToThem() {
    Map<TopicPartition, OffsetAndMetadata> committed = new HashMap<>();
    for (int partition = 0; partition < 3; partition++) {
      committed.put(new TopicPartition("tasks", partition), new OffsetAndMetadata(20));
      committed.put(new TopicPartition("commands", partition), new OffsetAndMetadata(20));
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", "127.0.0.1:1"))) {
      TaskTrimmer trimmer =
          new TaskTrimmer(
              admin, "schedulers", "tasks", Duration.ofHours(1), TaskTrimmerTest::firstNeeded);

      assertThat(trimmer.needed(committed))
          .isEqualTo(
              Map.of(new TopicPartition("tasks", 0), 20L, new TopicPartition("tasks", 1), 7L));
    }
  }
}
