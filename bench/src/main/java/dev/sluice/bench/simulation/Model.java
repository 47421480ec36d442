package dev.sluice.bench.simulation;

import dev.sluice.delivery.core.AttemptKey;
import dev.sluice.topology.core.Coordinates;
import dev.sluice.topology.core.Input;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** One partition as the rules say it is: what its records and the dispatches so far make of it. */
final class Model {

  /** A create that waits for its queue. */
  record Parked(Input.Create create, long expiryMicros) {}

  /** A dead letter; without a task if it never was one. */
  record Letter(String queueName, Input.Create task, boolean holdsTask) {}

  /** What the concurrency of a queue was, created at a time, when an attempt was dispatched. */
  record Limit(String queueName, long queueCreateMicros, int concurrent) {}

  final Map<String, QueueModel> queues = new TreeMap<>();
  final Map<Coordinates, TaskModel> tasks = new HashMap<>();
  final Map<AttemptKey, AttemptModel> open = new TreeMap<>();
  final Map<AttemptKey, Limit> limits = new HashMap<>();
  final Map<Integer, LaneModel> lanes = new TreeMap<>();
  final Map<Long, Letter> letters = new TreeMap<>();
  final List<Parked> parked = new ArrayList<>();
  final Set<String> deletedNames = new HashSet<>();
  final long aheadMicros;
  long lastLetter;

  /** The latest time that a scheduler has had. */
  long latestMicros;

  Model(Duration dispatchAhead) {
    this.aheadMicros = dispatchAhead.toNanos() / 1_000;
  }

  LaneModel lane(int number) {
    return lanes.computeIfAbsent(number, _ -> new LaneModel());
  }

  List<AttemptModel> openOf(QueueModel queue) {
    return open.values().stream().filter(attempt -> attempt.task.queue == queue).toList();
  }

  /** Attempts that surely count against a queue's concurrency: they run, or nothing keeps them. */
  long slots(QueueModel queue) {
    return openOf(queue).stream()
        .filter(one -> !one.forced && one.surelyHolds())
        .filter(one -> one.after == null || one.after.lost || !open.containsKey(one.after.key))
        .count();
  }

  /** Attempts that may count against it. */
  long slotsAtMost(QueueModel queue) {
    return openOf(queue).stream().filter(one -> !one.forced && !one.lost).count();
  }

  long outstanding(int lane) {
    return open.values().stream()
        .filter(attempt -> attempt.key.lane() == lane && attempt.surelyHolds())
        .count();
  }
}
