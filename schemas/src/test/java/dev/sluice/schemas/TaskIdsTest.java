package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class TaskIdsTest {

  @Test
  void random_many_areDigitsAndDiffer() {
    Random random = new Random(31);
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 100_000; i++) {
      String id = TaskIds.random(random);
      assertThat(id).matches("[0-9]{1,20}");
      ids.add(id);
    }
    assertThat(ids).hasSize(100_000);
  }

  @Test
  void of_coordinates_isALegalIdOfItsOwn() {
    assertThat(TaskIds.of("sluice.tasks", 3, 17)).isEqualTo("sluice_dtasks-3-17");
    assertThat(new TaskName(QueueName.parse(SampleRecords.QUEUE), TaskIds.of("a_b.c-d", 0, 0)))
        .hasToString(SampleRecords.QUEUE + "/tasks/a__b_dc-d-0-0");
  }

  @Test
  void of_confusableCoordinates_neverCollide() {
    Set<String> ids = new HashSet<>();
    int made = 0;
    for (String topic :
        new String[] {
          "a", "a-1", "a-1-1", "a.", "a_d", "a_", "a__", "a._", "a_.", "a-.1", "1", "1-1"
        }) {
      for (int partition : new int[] {0, 1, 11}) {
        for (long offset : new long[] {0, 1, 11, Long.MAX_VALUE}) {
          ids.add(TaskIds.of(topic, partition, offset));
          made++;
        }
      }
    }
    assertThat(ids).hasSize(made);
  }

  @Test
  void of_whatIsNoTopic_refused() {
    assertThatThrownBy(() -> TaskIds.of("a/b", 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("topic: a/b (expected: [A-Za-z0-9._-])");
    assertThatThrownBy(() -> TaskIds.of("_".repeat(249), 0, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("(expected: a shorter name)");
  }
}
