package dev.sluice.topology.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lanes of a partition. */
final class Lanes {

  private final Table index;
  private final LaneNumbers numbers;
  private final List<Lane> lanes;

  Lanes(Table index, LaneNumbers numbers, long nowMicros) {
    this.index = index;
    this.numbers = numbers;
    List<Lane> opened = new ArrayList<>(numbers.count());
    for (int i = 0; i < numbers.count(); i++) {
      Lane lane = new Lane(numbers.number(i), i, nowMicros);
      byte[] value = index.get(Keys.lane(lane.number));
      if (value != null) {
        lane.restore(value);
      }
      opened.add(lane);
    }
    this.lanes = List.copyOf(opened);
    requireNoOthers();
  }

  /**
   * What is in flight on a lane of an older numbering, or one too many, would never be answered.
   */
  private void requireNoOthers() {
    byte[] prefix = Keys.of(Keys.LANE);
    try (ReadTable.Cursor cursor = index.range(prefix, Keys.endOf(prefix))) {
      while (cursor.next()) {
        int number = new ByteReader(cursor.key(), 1).i32();
        if (numbers.ordinal(number) < 0) {
          throw new IllegalStateException(
              "lane "
                  + number
                  + ": in the state of partition "
                  + numbers.partition()
                  + " (expected: its "
                  + numbers.count()
                  + " lanes, numbered in steps of "
                  + numbers.partitions()
                  + "; sluice.lanes can grow, not shrink)");
        }
      }
    }
  }

  List<Lane> all() {
    return lanes;
  }

  /** Returns a lane by its number, or null if it is another scheduler's. */
  @Nullable Lane find(int number) {
    int ordinal = numbers.ordinal(number);
    return ordinal < 0 ? null : lanes.get(ordinal);
  }

  boolean anyCredit(long nowMicros) {
    for (Lane lane : lanes) {
      if (lane.available(nowMicros) > 0) {
        return true;
      }
    }
    return false;
  }

  /** Returns where a queue's next attempt may go, or null if nowhere yet. */
  @Nullable Seat seat(Queue queue, long nowMicros) {
    if (!queue.slotsFull()) {
      Lane lane = choose(queue, nowMicros);
      return lane == null ? null : Seat.atOnce(lane);
    }
    Place before = queue.ahead(nowMicros);
    if (before == null) {
      return null;
    }
    Lane lane = find(before.lane());
    return lane != null && lane.admits(queue.id, queue.held(lane.ordinal), nowMicros)
        ? new Seat(lane, before.sequence())
        : null;
  }

  /** Returns the lane with most credit among those that admit a queue, or null. */
  private @Nullable Lane choose(Queue queue, long nowMicros) {
    Lane best = null;
    for (Lane lane : lanes) {
      if (lane.admits(queue.id, queue.held(lane.ordinal), nowMicros)
          && (best == null || lane.available(nowMicros) > best.available(nowMicros))) {
        best = lane;
      }
    }
    return best;
  }

  /** Returns the lane with most credit, even if that is none; the first if no worker is heard. */
  Lane leastLoaded(long nowMicros) {
    Lane best = lanes.getFirst();
    for (Lane lane : lanes) {
      if (!lane.silent(nowMicros)
          && (best.silent(nowMicros) || lane.available(nowMicros) > best.available(nowMicros))) {
        best = lane;
      }
    }
    return best;
  }

  void flush() {
    for (Lane lane : lanes) {
      if (lane.moved) {
        index.put(Keys.lane(lane.number), lane.toBytes());
        lane.moved = false;
      }
    }
  }
}
