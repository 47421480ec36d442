package dev.sluice.bench.simulation;

/** The ordinary course of things: everybody does what is theirs, all at once or bit by bit. */
final class Rounds {

  private final World world;

  Rounds(World world) {
    this.world = world;
  }

  /** One of them does a bit. */
  void bit() {
    if (world.random.nextBoolean()) {
      SchedulerActor scheduler = world.any(world.schedulers);
      switch (world.random.nextInt(4)) {
        case 0, 1 -> scheduler.read(1 + world.random.nextInt(8));
        case 2 -> scheduler.tick();
        default -> scheduler.commit(true);
      }
      return;
    }
    WorkerActor worker = world.any(world.workers);
    if (!worker.acts()) {
      return;
    }
    switch (world.random.nextInt(5)) {
      case 0 -> worker.poll(1 + world.random.nextInt(8));
      case 1 -> worker.commit();
      case 2 -> worker.send(1 + world.random.nextInt(4));
      default -> worker.pulse();
    }
  }

  /** All do all they can. */
  void all() {
    for (SchedulerActor scheduler : world.schedulers) {
      scheduler.read(100);
      scheduler.tick();
      scheduler.commit(true);
    }
    for (WorkerActor worker : world.workers) {
      if (worker.isDrained()) {
        worker.restart();
      }
      if (worker.acts()) {
        worker.join();
        worker.poll(100);
        worker.commit();
        worker.send(100);
        worker.pulse();
      }
    }
  }

  void pass() {
    double kind = world.random.nextDouble();
    long most = kind < 0.7 ? 200_000 : kind < 0.95 ? 1_000_000 : 2_500_000;
    world.clock.advance(world.between(0, most));
  }

  /** Time goes on in small steps, and everybody works. */
  void goOnFor(long micros) {
    long until = world.clock.nowMicros() + micros;
    while (world.clock.nowMicros() < until) {
      world.clock.advance(world.between(1, 1_000_000));
      all();
    }
  }
}
