package dev.sluice.bench.simulation;

import static dev.sluice.bench.simulation.Violation.Promise.AFTER_COMMIT;
import static dev.sluice.bench.simulation.Violation.Promise.REPLAY_CHANGES_NOTHING;
import static dev.sluice.bench.simulation.Violation.check;

import dev.sluice.delivery.core.AttemptKey;
import dev.sluice.topology.core.Coordinates;
import dev.sluice.topology.core.Decision;
import dev.sluice.topology.core.Input;
import dev.sluice.topology.core.InputTopic;
import dev.sluice.topology.core.LaneNumbers;
import dev.sluice.topology.core.Scheduler;
import dev.sluice.topology.core.SchedulerReader;
import dev.sluice.topology.core.Table;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** The owner of a partition: feeds its core as the stream does, in transactions. */
final class SchedulerActor {

  /** Comparing everything takes longer than all else; what goes wrong mostly stays wrong. */
  private static final int COMMITS_A_CHECK = 4;

  final int partition;

  /** First places of creates whose creators were told that the task is created. */
  final Set<Coordinates> acknowledged = new HashSet<>();

  private final World world;
  private final MemoryTable definitions = new MemoryTable();
  private final MemoryTable index = new MemoryTable();
  private final SchedulerReader reader = new SchedulerReader(definitions, index);
  private final List<Step> committed = new ArrayList<>();
  private final List<Step> pending = new ArrayList<>();
  private final Map<Coordinates, Coordinates> firstPlaces = new HashMap<>();
  private final Map<InputTopic, Long> processed = new EnumMap<>(InputTopic.class);
  private final Positions positions;
  private final Askers askers;
  private Oracle oracle;
  private Scheduler core;
  private int life;
  private int commits;
  private long clockErrorMicros;
  private boolean swept = true;
  private boolean committedSwept = true;

  SchedulerActor(World world, int partition) {
    this.world = world;
    this.partition = partition;
    this.positions = new Positions(world, partition);
    this.askers = new Askers(world, reader);
    this.oracle = newOracle();
    this.core = open();
  }

  Model model() {
    return oracle.model;
  }

  long nowMicros() {
    return world.clock.nowMicros() + clockErrorMicros;
  }

  private Scheduler open() {
    life++;
    Table table = BrokenRules.table(world, index);
    return new Scheduler(
        definitions,
        table,
        new LaneNumbers(partition, world.partitions, world.lanes),
        Scheduler.Rules.PLAIN.ahead(world.dispatchAhead),
        nowMicros());
  }

  private Oracle newOracle() {
    return new Oracle(
        new Oracle.Facts(world.target::answered2xx, world.swallowed, world.dispatchAhead));
  }

  /** Adds what was seen since the last time. */
  void report() {
    world.coverage.add(oracle.coverage);
    oracle.coverage.clear();
  }

  boolean hasReadAll() {
    return positions.topicsWithRecords().isEmpty();
  }

  /** Reads up to so many records; which topic comes first is left to chance. */
  void read(int most) {
    for (int i = 0; i < most; i++) {
      List<InputTopic> topics = positions.topicsWithRecords();
      if (topics.isEmpty()) {
        return;
      }
      process(world.any(topics));
    }
  }

  private void process(InputTopic topic) {
    Log.Entry<Draft> entry = positions.take(topic);
    Coordinates at = new Coordinates(topic, partition, entry.offset());
    Input input = entry.value().at(at, entry.appendedMicros());
    boolean again = entry.offset() <= processed.getOrDefault(topic, -1L);
    long unknown = core.unknownOutcomes();
    int changed = index.changed() + definitions.changed();
    List<Decision> decisions = new ArrayList<>();
    boolean taken =
        core.process(
            at,
            BrokenRules.asRead(world, input),
            nowMicros(),
            decision -> decisions.add(BrokenRules.asDecided(world, decision)));
    if (again) {
      check(
          !taken && decisions.isEmpty() && changed == index.changed() + definitions.changed(),
          REPLAY_CHANGES_NOTHING,
          "%s was processed again: %s",
          at,
          decisions);
      world.coverage.saw(Seen.FAULT_RECORD_READ_AGAIN);
      return;
    }
    if (core.unknownOutcomes() > unknown) {
      world.coverage.saw(Seen.OUTCOME_OF_NOBODY);
    }
    check(taken, REPLAY_CHANGES_NOTHING, "%s was skipped, and is new", at);
    processed.put(topic, entry.offset());
    if (input instanceof Input.Create create) {
      firstPlaces.put(at, create.incarnation());
    }
    swept &= !(input instanceof Input.PurgeQueue);
    follow(new Step(life, at, input, nowMicros(), decisions, new HashSet<>()));
  }

  /** Does what time brings, and sometimes runs out of it half-way. */
  void tick() {
    int steps = world.chance(0.1) ? world.random.nextInt(4) : Integer.MAX_VALUE;
    int[] left = {steps};
    List<Decision> decisions = new ArrayList<>();
    boolean more = core.tick(nowMicros(), () -> left[0]-- <= 0, decisions::add);
    swept |= !more;
    follow(new Step(life, null, new Input.Ignored(), nowMicros(), decisions, new HashSet<>()));
  }

  private void follow(Step step) {
    if (!step.isTick() || !step.decisions().isEmpty()) {
      world.trace.note(
          "s%d reads %s: %s", partition, TraceWords.of(step), TraceWords.of(step.decisions()));
    }
    pending.add(step);
    oracle.apply(step, attempt -> StateCheck.showsLost(reader, attempt));
    BrokenRules.beforeCommit(world, this, step);
  }

  /** Commits; the verdicts are told unless the scheduler dies before it can. */
  void commit(boolean tells) {
    core.flush();
    definitions.commit();
    index.commit();
    positions.commit();
    committedSwept = swept;
    StateCheck state = new StateCheck(reader, oracle.model, swept, nowMicros());
    for (Step step : pending) {
      for (Decision decision : step.decisions()) {
        publish(decision, tells);
      }
      state.requireSame(step);
      if (!tells) {
        askers.wait(step);
      }
    }
    if (!pending.isEmpty() && ++commits % COMMITS_A_CHECK == 0) {
      state.run();
    }
    askers.ask();
    committed.addAll(pending);
    pending.clear();
  }

  private void publish(Decision decision, boolean tells) {
    switch (decision) {
      case Decision.Dispatch dispatch -> {
        AttemptKey key = new AttemptKey(dispatch.lane(), dispatch.sequence());
        Model.Limit limit = oracle.model.limits.get(key);
        world.committed.put(
            key, new World.Sent(dispatch, world.committed.size(), limit, clockErrorMicros));
        if (!world.breaks(Broken.DISPATCHED_BEFORE_COMMIT)) {
          world.dispatches(dispatch.lane()).append(dispatch, world.clock.nowMicros());
        }
      }
      case Decision.Barrier barrier ->
          world.dispatches(barrier.lane()).append(barrier, world.clock.nowMicros());
      case Decision.ScheduleRetry retry -> BrokenRules.retry(world, partition, retry);
      case Decision.Verdict verdict -> {
        if (tells) {
          tell(verdict);
        } else {
          world.coverage.saw(Seen.FAULT_VERDICT_NOT_TOLD);
        }
      }
      default -> {}
    }
  }

  /** A creator hears of a verdict. */
  void tell(Decision.Verdict verdict) {
    check(
        positions.isCommitted(verdict.about()),
        AFTER_COMMIT,
        "%s was told before its commit",
        verdict);
    if (verdict.result() instanceof Decision.Verdict.Created) {
      acknowledged.add(Objects.requireNonNull(firstPlaces.get(verdict.about())));
    }
  }

  /** Compares everything that is committed, once nothing is pending. */
  void requireSameState() {
    new StateCheck(reader, oracle.model, swept, nowMicros()).run();
  }

  /** Attempts in flight that count, in all queues, as the committed tables say. */
  long inFlight() {
    return oracle.model.queues.keySet().stream()
        .mapToLong(queue -> reader.stats(queue, nowMicros()).inFlight())
        .sum();
  }

  /** Dies: what was not committed never happened. A new one starts where the last commit left. */
  void crash(boolean afterFlush, boolean losesOffsets, long newClockErrorMicros) {
    if (afterFlush) {
      core.flush();
      world.coverage.saw(Seen.FAULT_CRASHED_AFTER_FLUSH);
    }
    abort();
    if (losesOffsets) {
      positions.forget();
    } else {
      positions.rewind();
    }
    clockErrorMicros = newClockErrorMicros;
    core = open();
    world.trace.note(
        "s%d crashed%s; clock off by %d ms",
        partition, losesOffsets ? ", offsets lost" : "", newClockErrorMicros / 1000);
  }

  private void abort() {
    for (Step step : pending) {
      for (Decision decision : step.decisions()) {
        if (decision instanceof Decision.Dispatch dispatch) {
          world.coverage.saw(Seen.FAULT_DISPATCH_ABORTED);
          world.dispatches(dispatch.lane()).skip();
        }
      }
    }
    pending.clear();
    definitions.rollBack();
    index.rollBack(key -> BrokenRules.outlivesAbort(world, key));
    swept = committedSwept;
    report();
    oracle = newOracle();
    processed.clear();
    for (Step step : committed) {
      Optional.ofNullable(step.at()).ifPresent(at -> processed.put(at.topic(), at.offset()));
      oracle.apply(step, _ -> false);
    }
    oracle.coverage.clear();
  }
}
