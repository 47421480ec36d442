package dev.sluice.bench.simulation;

import static dev.sluice.bench.simulation.Violation.Promise.NEVER_LOST;
import static dev.sluice.bench.simulation.Violation.check;

import dev.sluice.topology.core.Decision;
import dev.sluice.topology.core.Decision.Verdict.Created;
import dev.sluice.topology.core.Decision.Verdict.Rejected;
import dev.sluice.topology.core.Decision.Verdict.Result;
import dev.sluice.topology.core.Input;
import dev.sluice.topology.core.InputTopic;
import dev.sluice.topology.core.SchedulerReader;
import java.util.ArrayList;
import java.util.List;

/** Creators whose verdict went down with a scheduler: they ask the next one, for a while. */
final class Askers {

  private static final long PATIENCE_MICROS = 15_000_000;

  private record Asker(Input.Create create, Decision.Verdict told, long sinceMicros) {}

  private final World world;
  private final SchedulerReader reader;
  private final List<Asker> waiting = new ArrayList<>();

  Askers(World world, SchedulerReader reader) {
    this.world = world;
    this.reader = reader;
  }

  /** The verdict of a step was not told; those who write to the tasks topic ask for it. */
  void wait(Step step) {
    boolean asks = step.at() != null && step.at().topic() == InputTopic.TASKS;
    if (asks && step.input() instanceof Input.Create create) {
      for (Decision decision : step.decisions()) {
        if (decision instanceof Decision.Verdict verdict) {
          waiting.add(new Asker(create, verdict, world.clock.nowMicros()));
        }
      }
    }
  }

  /** Nobody may hear that a task was created which was refused. */
  void ask() {
    waiting.removeIf(one -> world.clock.nowMicros() - one.sinceMicros > PATIENCE_MICROS);
    for (Asker asker : waiting) {
      Input.Create create = asker.create;
      Result found =
          reader.verdictOfCreate(asker.told.about(), create.queueName(), create.taskId());
      world.coverage.saw(Seen.VERDICT_ASKED_FOR);
      check(
          !(asker.told.result() instanceof Rejected && found instanceof Created),
          NEVER_LOST,
          "%s, and later the state says %s of %s",
          asker.told,
          found,
          create);
    }
  }
}
