package dev.sluice.bench.simulation;

import static dev.sluice.bench.simulation.Violation.Promise.NEVER_LOST;
import static dev.sluice.bench.simulation.Violation.Promise.STATE_AGREES;
import static dev.sluice.bench.simulation.Violation.check;

import java.util.List;
import java.util.Set;

/** A history: so many operations by chance, then peace until everything has come to its end. */
final class Simulation {

  private static final int MOST_ROUNDS_TO_THE_END = 4_000;
  private static final long LONGEST_ROUND_MICROS = 1_200_000;

  /** In the place of an operation's number. */
  private static final int PEACE = -2;

  private final History history;
  private final World world;
  private final Rounds rounds;
  private final Clients clients;
  private final Faults faults;
  private int lived;

  private Simulation(History history, Set<Broken> broken, int eventsKept) {
    this.history = history;
    this.world = new World(history.seed(), broken, eventsKept);
    this.rounds = new Rounds(world);
    this.clients = new Clients(world, new Queues(world));
    this.faults = new Faults(world, rounds, clients);
  }

  /**
   * Runs a history and returns what was seen in it.
   *
   * @param broken rules that are broken on purpose
   * @param eventsKept how many events are told of if it fails: the last ones
   * @throws HistoryFailed if a promise is broken
   */
  static Coverage run(History history, Set<Broken> broken, int eventsKept) {
    Simulation simulation = new Simulation(history, broken, eventsKept);
    try {
      simulation.live();
      simulation.end();
    } catch (Violation | RuntimeException e) {
      throw new HistoryFailed(simulation.livedHistory(), simulation.world.trace.lines(), e);
    }
    simulation.world.schedulers.forEach(SchedulerActor::report);
    return simulation.world.coverage;
  }

  /** What happened of it up to now. */
  private History livedHistory() {
    return history.with(history.operations().subList(0, lived));
  }

  private void live() {
    clients.begin();
    rounds.all();
    for (int operation : history.operations()) {
      lived++;
      world.reseed(operation);
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
    world.reseed(PEACE);
    world.target.healed = true;
    faults.repair();
    clients.resumeAll();
    for (int i = 0; i < MOST_ROUNDS_TO_THE_END && !isOver(); i++) {
      rounds.all();
      world.clock.advance(world.between(1, LONGEST_ROUND_MICROS));
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
      if (isAnythingAwaited(scheduler.model())) {
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
    return scheduler.hasReadAll()
        && living(scheduler).isEmpty()
        && !isAnythingAwaited(scheduler.model())
        && scheduler.inFlight() == 0;
  }

  /** Of lost attempts nobody may ever hear. */
  private static boolean isAnythingAwaited(Model model) {
    return !model.parked.isEmpty()
        || model.open.values().stream().anyMatch(one -> !one.lost && !one.mayBeLost);
  }

  private static List<TaskModel> living(SchedulerActor scheduler) {
    return scheduler.model().queues.values().stream()
        .flatMap(queue -> queue.living.values().stream())
        .toList();
  }

  private void requireAllEnded(SchedulerActor scheduler) {
    Model model = scheduler.model();
    scheduler.requireSameState();
    check(living(scheduler).isEmpty(), NEVER_LOST, "stuck: %s", living(scheduler));
    check(model.parked.isEmpty(), NEVER_LOST, "still parked: %s", model.parked);
    check(scheduler.inFlight() == 0, STATE_AGREES, "slots leaked, open: %s", model.open.values());
    scheduler.acknowledged.forEach(incarnation -> {
      TaskModel task = model.tasks.get(incarnation);
      check(task != null, NEVER_LOST, "acknowledged and unknown: %s", incarnation);
    });
  }
}
