package dev.sluice.bench.simulation;

import dev.sluice.delivery.core.AttemptKey;
import dev.sluice.topology.core.Coordinates;
import dev.sluice.topology.core.Decision;
import dev.sluice.topology.core.InputTopic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Everything that a history shares: time, chance, topics, the target, and who takes part. */
final class World {

  /**
   * A dispatch of a committed transaction, its place among all, the limit that it counts against,
   * if any, and how wrong its scheduler's clock was.
   */
  record Sent(
      Decision.Dispatch dispatch, int place, Model.@Nullable Limit limit, long clockErrorMicros) {}

  final Random random;
  final int partitions;
  final int lanes;

  /** How long before its time an attempt may be dispatched. */
  final Duration dispatchAhead;

  final Set<Broken> broken;
  final SimClock clock = new SimClock();
  final Trace trace;
  final Coverage coverage = new Coverage();
  final Group group = new Group();
  final Target target;
  final Map<AttemptKey, Sent> committed = new HashMap<>();
  final Set<AttemptKey> swallowed = new HashSet<>();
  final List<SchedulerActor> schedulers = new ArrayList<>();
  final List<WorkerActor> workers = new ArrayList<>();

  private final long seed;
  private final List<Map<InputTopic, Log<Draft>>> inputs = new ArrayList<>();
  private final Map<Integer, Log<Decision>> dispatches = new TreeMap<>();

  World(long seed, Set<Broken> broken, int eventsKept) {
    this.seed = seed;
    this.random = new Random(History.mixed(seed, -1));
    this.trace = new Trace(clock, eventsKept);
    this.broken = broken;
    this.partitions = 1 + random.nextInt(2);
    this.lanes = 1 + random.nextInt(2);
    this.dispatchAhead = random.nextBoolean() ? Duration.ofMillis(50) : Duration.ZERO;
    this.target = new Target(this);
    for (int partition = 0; partition < partitions; partition++) {
      Map<InputTopic, Log<Draft>> logs = new EnumMap<>(InputTopic.class);
      for (InputTopic topic : InputTopic.values()) {
        logs.put(topic, new Log<>());
      }
      inputs.add(logs);
    }
    for (int lane = 0; lane < partitions * lanes; lane++) {
      dispatches.put(lane, new Log<>());
    }
    for (int partition = 0; partition < partitions; partition++) {
      schedulers.add(new SchedulerActor(this, partition));
    }
    int workerCount = 2 + random.nextInt(2);
    for (int number = 0; number < workerCount; number++) {
      workers.add(new WorkerActor(this, "w" + number));
    }
    for (int lane = 0; lane < partitions * lanes; lane++) {
      group.give(lane, workers.get(lane % workerCount).id);
    }
    workers.forEach(WorkerActor::join);
  }

  /** From here on chance is that of an operation. */
  void reseed(int operation) {
    random.setSeed(History.mixed(seed, operation));
  }

  boolean breaks(Broken rule) {
    return broken.contains(rule);
  }

  /** Writes a record to an input topic, where it is durable. */
  Coordinates append(int partition, InputTopic topic, Draft draft) {
    Log<Draft> log = input(partition, topic);
    Coordinates at = new Coordinates(topic, partition, log.end());
    log.append(draft, clock.nowMicros());
    return at;
  }

  Log<Draft> input(int partition, InputTopic topic) {
    return java.util.Objects.requireNonNull(inputs.get(partition).get(topic));
  }

  Log<Decision> dispatches(int lane) {
    return java.util.Objects.requireNonNull(dispatches.get(lane));
  }

  int laneCount() {
    return dispatches.size();
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  long between(long least, long most) {
    return least + (long) (random.nextDouble() * (most - least + 1));
  }
}
