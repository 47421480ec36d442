package dev.sluice.bench.simulation;

import static dev.sluice.bench.simulation.Violation.Promise.NEVER_LOST;
import static dev.sluice.bench.simulation.Violation.Promise.STATE_AGREES;
import static dev.sluice.bench.simulation.Violation.check;

import java.util.List;
import java.util.Set;

/** A history: so many operations by chance, then peace until everything has come to its end. */
final class Simulation {

  private static final int MOST_ROUNDS_TO_THE_END = 20_000;
  private static final long ROUND_MICROS = 300_000;

  private final long seed;
  private final World world;
  private final Rounds rounds;
  private final Clients clients;
  private final Faults faults;

  private Simulation(long seed, Set<Broken> broken) {
    this.seed = seed;
    this.world = new World(seed, broken);
    this.rounds = new Rounds(world);
    this.clients = new Clients(world, new Queues(world));
    this.faults = new Faults(world, rounds, clients);
  }

  /**
   * Runs a history and returns what was seen in it.
   *
   * @throws AssertionError with the seed and the last events, if a promise is broken
   */
  static Coverage run(long seed, int operations, Set<Broken> broken) {
    Simulation simulation = new Simulation(seed, broken);
    try {
      simulation.live(operations);
      simulation.end();
    } catch (Violation | RuntimeException e) {
      throw simulation.report(e);
    }
    simulation.world.schedulers.forEach(SchedulerActor::report);
    return simulation.world.coverage;
  }

  private HistoryFailed report(Throwable cause) {
    return new HistoryFailed(seed, world.trace.lines(), cause);
  }

  private void live(int operations) {
    for (int i = 0; i < operations; i++) {
      double kind = world.random.nextDouble();
      if (kind < 0.25) {
        clients.act();
      } else if (kind < 0.60) {
        rounds.bit();
      } else if (kind < 0.75) {
        rounds.pass();
      } else if (kind < 0.93) {
        rounds.all();
      } else if (kind < 0.95) {
        faults.repair();
      } else {
        faults.strike();
      }
    }
  }

  /** No more faults: every task must come to its end. */
  private void end() {
    world.trace.note("peace");
    world.target.healed = true;
    faults.repair();
    clients.resumeAll();
    for (int i = 0; i < MOST_ROUNDS_TO_THE_END && !isOver(); i++) {
      rounds.all();
      world.clock.advance(ROUND_MICROS);
      skipIdleTime();
    }
    world.schedulers.forEach(scheduler -> scheduler.read(Integer.MAX_VALUE));
    rounds.all();
    world.schedulers.forEach(this::requireAllEnded);
  }

  /** With nothing in flight and nothing due soon, nobody has to wait for hours. */
  private void skipIdleTime() {
    long next = Long.MAX_VALUE;
    for (SchedulerActor scheduler : world.schedulers) {
      if (!scheduler.model().open.isEmpty() || !scheduler.model().parked.isEmpty()) {
        return;
      }
      for (QueueModel queue : scheduler.model().queues.values()) {
        for (TaskModel task : queue.living.values()) {
          next = Math.min(next, task.dueMicros - scheduler.nowMicros());
        }
      }
    }
    if (next > 10_000_000 && next != Long.MAX_VALUE) {
      world.clock.advance(next - 5_000_000);
    }
  }

  private boolean isOver() {
    return world.schedulers.stream().allMatch(Simulation::isOver);
  }

  private static boolean isOver(SchedulerActor scheduler) {
    return scheduler.model().parked.isEmpty()
        && living(scheduler).isEmpty()
        && scheduler.model().open.values().stream().allMatch(one -> one.lost || one.mayBeLost)
        && scheduler.inFlight() == 0;
  }

  private static List<TaskModel> living(SchedulerActor scheduler) {
    return scheduler.model().queues.values().stream()
        .flatMap(queue -> queue.living.values().stream())
        .toList();
  }

  private void requireAllEnded(SchedulerActor scheduler) {
    Model model = scheduler.model();
    check(living(scheduler).isEmpty(), NEVER_LOST, "stuck: %s", living(scheduler));
    check(model.parked.isEmpty(), NEVER_LOST, "still parked: %s", model.parked);
    check(scheduler.inFlight() == 0, STATE_AGREES, "slots leaked, open: %s", model.open.values());
    scheduler.acknowledged.forEach(incarnation -> {
      TaskModel task = model.tasks.get(incarnation);
      check(task != null, NEVER_LOST, "acknowledged and unknown: %s", incarnation);
    });
  }
}
