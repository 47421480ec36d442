package dev.sluice.bench.simulation;

import static dev.sluice.topology.core.Input.Outcome.Kind.ABANDONED;
import static dev.sluice.topology.core.Input.Outcome.Kind.CONNECTION_FAILED;
import static dev.sluice.topology.core.Input.Outcome.Kind.DEADLINE_EXCEEDED;

import dev.sluice.delivery.core.Action;
import dev.sluice.delivery.core.AttemptKey;
import dev.sluice.delivery.core.HoldingsReport;
import dev.sluice.delivery.core.Worker;
import dev.sluice.delivery.core.WorkerLimits;
import dev.sluice.topology.core.Decision;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A worker process: does for its core what the shell does, step by step. */
final class WorkerActor {

  private static final long SLOW_FOR_LONG_MICROS = 40_000_000;

  final String id;
  int incarnation;
  boolean alive = true;
  boolean frozen;
  boolean draining;

  private final World world;
  private final WorkerLimits limits;
  private final Map<Integer, Group.Ownership> owned = new TreeMap<>();
  private final Map<Integer, Long> positions = new TreeMap<>();
  private final Outbox outbox;
  private final Requests requests;
  private Worker core;
  private long clockStartNanos;
  private long awayMicros = -1;
  private long pulsedMicros;
  private boolean polled;

  WorkerActor(World world, String id) {
    this.world = world;
    this.id = id;
    this.outbox = new Outbox(world);
    this.requests = new Requests(world, this, outbox);
    this.limits = new WorkerLimits(3 + world.random.nextInt(60), 3_000, world.partitions);
    this.core = new Worker(limits);
    this.pulsedMicros = world.clock.nowMicros();
    this.clockStartNanos = world.between(-1_000_000_000_000L, 1_000_000_000_000L);
  }

  long nanos() {
    return (world.clock.nowMicros() - SimClock.START_MICROS) * 1000 + clockStartNanos;
  }

  boolean acts() {
    return alive && !frozen;
  }

  /** Whether it was dead, frozen or unheard for a while since a time: others may have its work. */
  boolean wasAwaySince(long micros, int thenIncarnation) {
    return !acts()
        || incarnation != thenIncarnation
        || awayMicros >= micros
        || world.clock.nowMicros() - pulsedMicros > Target.PAUSE_MICROS;
  }

  /** Learns from the group which lanes it has. */
  void join() {
    for (int lane = 0; lane < world.laneCount(); lane++) {
      Group.Ownership now = world.group.owner(lane);
      if (owned.containsKey(lane) && !now.equals(owned.get(lane))) {
        giveUp(lane);
      }
      if (!draining && now.member().equals(id) && !owned.containsKey(lane)) {
        Group.Committed committed = BrokenRules.asAssigned(world, world.group.committed(lane));
        owned.put(lane, now);
        positions.put(lane, committed.offset());
        core.assign(lane, committed.mark());
      }
    }
  }

  private void giveUp(int lane) {
    owned.remove(lane);
    positions.remove(lane);
    core.revoke(lane);
  }

  void poll(int most) {
    for (Map.Entry<Integer, Long> position : positions.entrySet()) {
      int lane = position.getKey();
      for (int i = 0; i < most; i++) {
        Log.Entry<Decision> entry = world.dispatches(lane).next(position.getValue());
        if (entry == null) {
          break;
        }
        position.setValue(entry.offset() + 1);
        receive(lane, entry.value());
      }
    }
  }

  private void receive(int lane, Decision record) {
    switch (record) {
      case Decision.Dispatch dispatch -> {
        long deadlineMillis = ByteBuffer.wrap(dispatch.payload()).getLong();
        AttemptKey key = new AttemptKey(lane, dispatch.sequence());
        long after = world.breaks(Broken.TURNS_IGNORED) ? 0 : dispatch.after();
        int bytes = dispatch.payload().length;
        if (core.receive(lane, dispatch.sequence(), after, bytes, deadlineMillis)) {
          requests.expect(key, deadlineMillis);
          polled = true;
        }
      }
      case Decision.Barrier barrier -> core.receiveBarrier(lane, barrier.sequence());
      default -> throw new IllegalStateException(record.toString());
    }
  }

  /** Commits what was polled. */
  void commit() {
    if (tellGroup()) {
      perform(core.commitAcknowledged(nanos()));
    }
  }

  private boolean tellGroup() {
    Map<Integer, Group.Committed> commit = new HashMap<>();
    positions.forEach((lane, position) ->
        commit.put(lane, new Group.Committed(position, core.markToCommit(lane))));
    polled = false;
    if (world.group.commit(owned, commit) || world.breaks(Broken.COMMITS_NOT_FENCED)) {
      return true;
    }
    world.coverage.saw(Seen.FAULT_COMMIT_FENCED);
    world.trace.note("%s commit refused", id);
    core.commitFailed();
    join();
    positions.replaceAll((lane, _) -> world.group.committed(lane).offset());
    return false;
  }

  void perform(List<Action> actions) {
    for (Action action : actions) {
      AttemptKey key = action.attempt();
      switch (action) {
        case Action.Start _ -> requests.start(key);
        case Action.Abandon(var _, var reason) ->
            requests.report(core, key, ABANDONED, 0, -1, reason);
        case Action.Cancel(var _, var reason) -> {
          world.coverage.saw(Seen.CANCELLED);
          requests.report(core, key, CONNECTION_FAILED, 0, -1, reason);
        }
        case Action.Overdue _ -> {
          world.coverage.saw(Seen.OVERDUE);
          requests.report(core, key, DEADLINE_EXCEEDED, 0, -1, "overdue");
        }
      }
    }
  }

  void send(int most) {
    requests.send(most, core, nanos());
  }

  /** What its timers, its producer and its running requests do by themselves. */
  void pulse() {
    long now = world.clock.nowMicros();
    if (now - pulsedMicros > Target.PAUSE_MICROS) {
      awayMicros = Math.max(awayMicros, now);
    }
    pulsedMicros = now;
    boolean timersFirst = world.random.nextBoolean();
    if (timersFirst) {
      perform(core.tick(nanos()));
    }
    requests.readResponses(core);
    if (!timersFirst) {
      perform(core.tick(nanos()));
    }
    core.holdings(nanos()).forEach(this::write);
    outbox.deliver();
  }

  private void write(HoldingsReport report) {
    if (world.chance(0.01)) {
      core.holdingsFailed(report);
      return;
    }
    outbox.write(
        report.partition(),
        (_, appendedMicros) -> WorkerRecords.holdings(id, incarnation, report, appendedMicros),
        false,
        () -> perform(core.holdingsAcknowledged(report, nanos())));
  }

  /** Its log is slow to take and acknowledge records from now on; 0: as usual. */
  void slowDown(long micros) {
    outbox.slownessMicros = micros;
    awayMicros = Long.MAX_VALUE;
  }

  void speedUp() {
    outbox.slownessMicros = 0;
    awayMicros = world.clock.nowMicros() + SLOW_FOR_LONG_MICROS;
  }

  void freeze() {
    frozen = true;
  }

  void thaw() {
    frozen = false;
    awayMicros = Math.max(awayMicros, world.clock.nowMicros());
  }

  /** Gives a lane up in good order. */
  void release(int lane) {
    if (positions.containsKey(lane)) {
      commit();
      if (owned.containsKey(lane)) {
        giveUp(lane);
      }
    }
  }

  /**
   * SIGTERM: takes nothing more, and ends when it has nothing left, or its grace period is over.
   */
  void drain(boolean graceIsOver) {
    draining = true;
    perform(graceIsOver ? core.stop() : core.drain());
    commit();
    List.copyOf(positions.keySet()).forEach(this::release);
  }

  boolean isDrained() {
    return draining && core.heldCount() == 0 && outbox.isEmpty();
  }

  /** SIGKILL, after which its requests still run at the target. */
  void kill(boolean afterCommit) {
    if (polled) {
      boolean told = afterCommit && tellGroup();
      world.coverage.saw(told ? Seen.FAULT_KILLED_AFTER_COMMIT : Seen.FAULT_KILLED_BEFORE_COMMIT);
    }
    requests.die();
    outbox.die();
    alive = false;
  }

  /** Starts anew, under the same name. */
  void restart() {
    incarnation++;
    alive = true;
    frozen = false;
    draining = false;
    polled = false;
    awayMicros = -1;
    core = new Worker(limits);
    owned.clear();
    positions.clear();
    clockStartNanos = world.between(-1_000_000_000_000L, 1_000_000_000_000L);
    pulsedMicros = world.clock.nowMicros();
    join();
  }
}
