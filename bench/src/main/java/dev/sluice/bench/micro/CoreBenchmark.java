package dev.sluice.bench.micro;

import dev.sluice.bench.simulation.MemoryTable;
import dev.sluice.topology.core.Budget;
import dev.sluice.topology.core.Coordinates;
import dev.sluice.topology.core.Decision;
import dev.sluice.topology.core.Input;
import dev.sluice.topology.core.InputTopic;
import dev.sluice.topology.core.LaneNumbers;
import dev.sluice.topology.core.QueueSettings;
import dev.sluice.topology.core.Scheduler;
import dev.sluice.topology.core.TargetSettings;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The scheduler's core over tables in memory: a task from its creation to its end. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CoreBenchmark {

  private static final String QUEUE = "projects/p/locations/l/queues/q";
  private static final long START_MICROS = 1_800_000_000_000_000L;
  private static final long STEP_MICROS = 2_500;
  private static final int FLUSH_EVERY = 64;
  private static final QueueSettings SETTINGS =
      new QueueSettings(
          500,
          100,
          1_000,
          100,
          Duration.ZERO,
          Duration.ofMillis(100),
          Duration.ofHours(1),
          16,
          Duration.ofHours(1),
          Duration.ofDays(31),
          1.0,
          TargetSettings.NONE,
          true,
          Duration.ZERO,
          Budget.INHERITED);
  private static final byte[] PAYLOAD = new byte[1_024];
  private static final byte[] NO_BODY = {};

  /** Tasks of the same queue that wait for tomorrow. */
  @Param({"0", "100000"})
  private int pending;

  private final Deque<Decision.Dispatch> dispatched = new ArrayDeque<>();
  private final MemoryTable definitions = new MemoryTable();
  private final MemoryTable index = new MemoryTable();
  private final Scheduler core =
      new Scheduler(
          definitions, index, new LaneNumbers(0, 1, 1), Scheduler.Rules.PLAIN, START_MICROS);
  private long nowMicros = START_MICROS;
  private long tasks;
  private long outcomes;
  private long commands;
  private long done;

  /** Makes the queue, its waiting tasks, and a worker with plenty of credit. */
  @Setup
  public void open() {
    take(
        new Coordinates(InputTopic.COMMANDS, 0, commands++),
        new Input.CreateQueue(QUEUE, SETTINGS));
    for (int i = 0; i < pending; i++) {
      create(TimeUnit.DAYS.toMicros(1) + i);
    }
    report();
  }

  private void report() {
    take(
        new Coordinates(InputTopic.OUTCOMES, 0, outcomes++),
        new Input.Holdings(
            "w",
            "1",
            nowMicros,
            List.of(new Input.Holdings.OwnedLane(0, Long.MAX_VALUE / 2, 1_000, 1L << 30)),
            List.of()));
  }

  private void create(long delayMicros) {
    Coordinates at = new Coordinates(InputTopic.TASKS, 0, tasks++);
    take(
        at,
        new Input.Create(
            at,
            nowMicros,
            QUEUE,
            "task-" + at.offset(),
            true,
            false,
            nowMicros,
            nowMicros + delayMicros,
            600_000,
            PAYLOAD));
  }

  private void take(Coordinates at, Input input) {
    boolean isNew = core.process(at, input, nowMicros, this::decided);
    if (!isNew) {
      throw new IllegalStateException(at + " was processed before");
    }
  }

  private void decided(Decision decision) {
    if (decision instanceof Decision.Dispatch dispatch) {
      dispatched.add(dispatch);
    }
  }

  /**
   * A task is created, dispatched, and answered with success.
   *
   * @return what was dispatched
   */
  @Benchmark
  public Decision.Dispatch createDispatchAnswer() {
    nowMicros += STEP_MICROS;
    if (++done % FLUSH_EVERY == 0) {
      core.flush();
      definitions.commit();
      index.commit();
      report();
      boolean _ = core.tick(nowMicros, () -> false, this::decided);
    }
    create(0);
    Decision.Dispatch dispatch = dispatched.remove();
    take(
        new Coordinates(InputTopic.OUTCOMES, 0, outcomes++),
        new Input.Outcome(
            dispatch.lane(),
            dispatch.sequence(),
            Input.Outcome.Kind.RESPONDED,
            200,
            0,
            "",
            NO_BODY,
            nowMicros,
            nowMicros));
    return dispatch;
  }
}
