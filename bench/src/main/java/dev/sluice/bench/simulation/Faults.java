package dev.sluice.bench.simulation;

import dev.sluice.delivery.core.AttemptKey;
import dev.sluice.topology.core.Decision;
import java.util.List;

/** What goes wrong. */
final class Faults {

  private static final long LONGEST_CLOCK_ERROR_MICROS = 20_000_000;

  private final World world;
  private final Rounds rounds;
  private final Clients clients;

  Faults(World world, Rounds rounds, Clients clients) {
    this.clients = clients;
    this.world = world;
    this.rounds = rounds;
  }

  void strike() {
    if (world.chance(0.7)) {
      rounds.goOnFor(1_000_000);
      clients.hurry();
    }
    WorkerActor worker = world.any(world.workers);
    switch (world.random.nextInt(16)) {
      case 0, 1, 2, 3 -> crash(world.any(world.schedulers));
      case 4, 5 -> kill(worker);
      case 6 -> freeze(worker);
      case 7, 8 -> moveLane();
      case 9 -> evict();
      case 10 -> swallow();
      case 11 -> slowDown(worker);
      case 12 -> drain(worker);
      case 13 -> dieBeforeTelling(world.any(world.schedulers));
      case 14 -> jump();
      default -> {
        if (world.chance(0.1)) {
          killAgainAndAgain();
        }
      }
    }
  }

  private void crash(SchedulerActor scheduler) {
    if (world.chance(0.7)) {
      scheduler.read(1 + world.random.nextInt(20));
      scheduler.tick();
    }
    world.coverage.saw(Seen.FAULT_SCHEDULER_CRASHED);
    boolean losesOffsets = world.chance(0.2);
    if (losesOffsets) {
      world.coverage.saw(Seen.FAULT_OFFSETS_LOST);
    }
    long error = 0;
    if (world.chance(0.2)) {
      error = world.between(-LONGEST_CLOCK_ERROR_MICROS, LONGEST_CLOCK_ERROR_MICROS);
      world.coverage.saw(error > 0 ? Seen.FAULT_CLOCK_FORWARD : Seen.FAULT_CLOCK_BACK);
    }
    scheduler.crash(world.chance(0.4), losesOffsets, error);
  }

  private void dieBeforeTelling(SchedulerActor scheduler) {
    scheduler.read(20);
    scheduler.commit(false);
    scheduler.crash(false, false, 0);
  }

  private void kill(WorkerActor worker) {
    if (worker.alive) {
      if (worker.acts() && world.chance(0.5)) {
        pollNewDispatches(worker);
        if (world.chance(0.4)) {
          worker.commit();
        }
      }
      world.trace.note("%s killed", worker.id);
      worker.kill(world.chance(0.5));
    } else {
      world.trace.note("%s restarted", worker.id);
      worker.restart();
    }
  }

  private void pollNewDispatches(WorkerActor worker) {
    for (SchedulerActor scheduler : world.schedulers) {
      scheduler.read(20);
      scheduler.tick();
      scheduler.commit(true);
    }
    worker.poll(5);
  }

  private void freeze(WorkerActor worker) {
    if (worker.acts()) {
      worker.freeze();
      world.coverage.saw(Seen.FAULT_FROZEN);
      world.trace.note("%s frozen", worker.id);
      if (world.chance(0.5)) {
        rounds.goOnFor(world.between(9_000_000, 15_000_000));
      }
    } else if (worker.alive) {
      thaw(worker);
    }
  }

  private void thaw(WorkerActor worker) {
    world.trace.note("%s thawed", worker.id);
    worker.thaw();
  }

  private void moveLane() {
    int lane = world.random.nextInt(world.laneCount());
    WorkerActor to = world.any(world.workers);
    WorkerActor from = byId(world.group.owner(lane).member());
    if (to == from || !to.acts() || to.draining) {
      return;
    }
    world.trace.note("lane %d moves from %s to %s", lane, from.id, to.id);
    world.coverage.saw(Seen.FAULT_LANE_MOVED);
    if (from.acts() && world.chance(0.5)) {
      pollNewDispatches(from);
    }
    if (from.acts()) {
      from.release(lane);
    }
    world.group.give(lane, to.id);
    to.join();
  }

  /** The group takes a member for dead; if it is not, it learns of it when it commits. */
  private void evict() {
    WorkerActor out = world.any(world.workers);
    List<WorkerActor> others =
        world.workers.stream().filter(one -> one != out && one.acts() && !one.draining).toList();
    if (others.isEmpty()) {
      return;
    }
    world.coverage.saw(Seen.FAULT_EVICTED);
    world.trace.note("%s evicted", out.id);
    if (out.acts() && world.chance(0.7)) {
      pollNewDispatches(out);
    }
    for (int lane = 0; lane < world.laneCount(); lane++) {
      if (world.group.owner(lane).member().equals(out.id)) {
        world.group.give(lane, world.any(others).id);
      }
    }
    others.forEach(WorkerActor::join);
    if (out.acts() && world.chance(0.7)) {
      out.commit();
    }
  }

  private WorkerActor byId(String id) {
    return world.workers.stream().filter(one -> one.id.equals(id)).findFirst().orElseThrow();
  }

  private void swallow() {
    int lane = world.random.nextInt(world.laneCount());
    Log<Decision> log = world.dispatches(lane);
    Log.Entry<Decision> next = log.next(world.group.committed(lane).offset());
    if (next != null && next.value() instanceof Decision.Dispatch dispatch) {
      log.swallow(next.offset());
      world.swallowed.add(new AttemptKey(dispatch.lane(), dispatch.sequence()));
      world.coverage.saw(Seen.FAULT_DISPATCH_SWALLOWED);
      world.trace.note("%d:%d swallowed", dispatch.lane(), dispatch.sequence());
    }
  }

  private void slowDown(WorkerActor worker) {
    if (worker.acts() && !worker.draining) {
      world.coverage.saw(Seen.FAULT_ACK_DELAYED);
      world.trace.note("%s: log slow", worker.id);
      worker.slowDown(world.between(1_000_000, 13_000_000));
      rounds.goOnFor(world.between(1_000_000, 20_000_000));
      worker.speedUp();
    }
  }

  private void drain(WorkerActor worker) {
    if (worker.acts()) {
      world.coverage.saw(Seen.FAULT_DRAINED);
      world.trace.note("%s drains", worker.id);
      worker.drain(world.chance(0.2));
    }
  }

  private void jump() {
    world.coverage.saw(Seen.FAULT_TIME_JUMPED);
    long byMicros = world.chance(0.1) ? 3_700_000_000L : world.between(5_000_000, 90_000_000);
    world.trace.note("time jumps by %d s", byMicros / 1_000_000);
    world.clock.advance(byMicros);
  }

  /** Every attempt is killed, until tasks are given up as lost. */
  private void killAgainAndAgain() {
    world.target.slow = true;
    for (int i = 0; i < 7; i++) {
      repair();
      rounds.goOnFor(1_500_000);
      world.workers.stream().filter(worker -> worker.alive).forEach(worker -> worker.kill(true));
      world.workers.forEach(WorkerActor::restart);
      rounds.goOnFor(12_000_000);
    }
    world.target.slow = false;
  }

  /** Ends all that is wrong with workers. */
  void repair() {
    for (WorkerActor worker : world.workers) {
      if (!worker.alive) {
        worker.restart();
      } else if (worker.frozen) {
        thaw(worker);
      }
    }
  }
}
