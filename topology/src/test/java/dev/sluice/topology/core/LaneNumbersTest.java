package dev.sluice.topology.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class LaneNumbersTest {

  @Test
  void numbers_ofAllPartitions_areAllLanesOnce() {
    Set<Integer> seen = new HashSet<>();
    for (int partition = 0; partition < 3; partition++) {
      LaneNumbers lanes = new LaneNumbers(partition, 3, 4);
      for (int ordinal = 0; ordinal < 4; ordinal++) {
        assertThat(seen.add(lanes.number(ordinal))).isTrue();
        assertThat(lanes.number(ordinal)).isBetween(0, 11);
        assertThat(lanes.ordinal(lanes.number(ordinal))).isEqualTo(ordinal);
      }
    }
  }

  @Test
  void numbers_withMoreLanes_beginWithThoseOfBefore() {
    LaneNumbers few = new LaneNumbers(2, 5, 1);
    LaneNumbers more = new LaneNumbers(2, 5, 3);
    assertThat(more.number(0)).isEqualTo(few.number(0)).isEqualTo(2);
    assertThat(more.number(2)).isEqualTo(12);
    assertThat(few.ordinal(7)).isEqualTo(-1);
    assertThat(more.ordinal(7)).isEqualTo(1);
  }

  @Test
  void ordinal_ofAnothersLane_isNone() {
    LaneNumbers lanes = new LaneNumbers(1, 4, 2);
    assertThat(lanes.ordinal(0)).isEqualTo(-1);
    assertThat(lanes.ordinal(9)).isEqualTo(-1);
    assertThat(lanes.ordinal(-3)).isEqualTo(-1);
  }

  @Test
  void ranges_outOf_areRefused() {
    assertThatThrownBy(() -> new LaneNumbers(4, 4, 1))
        .hasMessage("partition: 4 (expected: 0 to 3)");
    assertThatThrownBy(() -> new LaneNumbers(0, 4, 0)).hasMessage("lanes: 0 (expected: >= 1)");
  }

  @Test
  void state_withLanesOfAnotherNumbering_isNotOpened() {
    MemoryTable index = new MemoryTable();
    index.put(Keys.lane(1), new Lane(1, 1, 0).toBytes());

    assertThatThrownBy(() -> new Lanes(index, new LaneNumbers(0, 4, 2), 0))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("lane 1: in the state of partition 0");
  }
}
