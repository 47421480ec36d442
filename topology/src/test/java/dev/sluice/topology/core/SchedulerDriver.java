package dev.sluice.topology.core;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Runs a scheduler over tables in memory, with a clock that is set by hand, and plays its
 * surroundings: offsets, workers' words, commits and aborts. Log time is the same clock.
 */
public final class SchedulerDriver {

  /** The queue that tests use unless they need another. */
  public static final String QUEUE = "projects/p/locations/l/queues/q";

  /** What every task carries. */
  private static final byte[] PAYLOAD = {1, 2, 3};

  /** A start far from zero, on a whole second. */
  public static final long START_MICROS = 1_800_000_000_000_000L;

  private static final int PARTITION = 3;
  private static final int PARTITIONS = 4;
  private static final byte[] NO_BODY = {};

  private final MemoryTable definitions = new MemoryTable();
  private final MemoryTable index = new MemoryTable();
  private final Map<InputTopic, Long> offsets = new EnumMap<>(InputTopic.class);
  private final List<Decision> decisions = new ArrayList<>();
  private final Scheduler.Rules rules;
  private LaneNumbers lanes;
  private Scheduler scheduler;
  private long nowMicros = START_MICROS;

  public SchedulerDriver() {
    this(1);
  }

  public SchedulerDriver(int lanes) {
    this(lanes, Scheduler.Rules.PLAIN);
  }

  public SchedulerDriver(int lanes, Scheduler.Rules rules) {
    this.lanes = new LaneNumbers(PARTITION, PARTITIONS, lanes);
    this.rules = rules;
    this.scheduler = open();
  }

  private Scheduler open() {
    return new Scheduler(definitions, index, lanes, rules, nowMicros);
  }

  /** A driver with the usual queue, and a worker that takes everything. */
  public static SchedulerDriver withQueue(Settings settings) {
    return withQueue(settings, Scheduler.Rules.PLAIN);
  }

  /** The same under other rules. */
  public static SchedulerDriver withQueue(Settings settings, Scheduler.Rules rules) {
    SchedulerDriver driver = new SchedulerDriver(1, rules);
    driver.createQueue(QUEUE, settings);
    driver.hear("w", 1_000_000);
    driver.take();
    return driver;
  }

  public long now() {
    return nowMicros;
  }

  public void advance(Duration by) {
    nowMicros += Micros.of(by);
  }

  public void moveTo(long micros) {
    nowMicros = micros;
  }

  public MemoryTable definitions() {
    return definitions;
  }

  public MemoryTable index() {
    return index;
  }

  public Scheduler scheduler() {
    return scheduler;
  }

  public SchedulerReader reader() {
    return new SchedulerReader(definitions, index);
  }

  public int firstLane() {
    return lane(0);
  }

  public int lane(int ordinal) {
    return lanes.number(ordinal);
  }

  /** Next record's coordinates on a topic. */
  public Coordinates next(InputTopic topic) {
    return new Coordinates(topic, PARTITION, offsets.merge(topic, 0L, (last, zero) -> last + 1));
  }

  public Coordinates process(InputTopic topic, Input input) {
    Coordinates at = next(topic);
    process(at, input);
    return at;
  }

  public boolean process(Coordinates at, Input input) {
    return scheduler.process(at, input, nowMicros, decisions::add);
  }

  public boolean tick() {
    return scheduler.tick(nowMicros, () -> false, decisions::add);
  }

  /** Ticks after a while, with a worker that takes everything still there. */
  public void tickAfter(Duration by) {
    advance(by);
    hear("w", 1_000_000);
    tick();
  }

  /** Offers records of a topic that was read again. */
  public void offer(Coordinates at, long appendedMicros, Input input) {
    scheduler.offer(at, appendedMicros, input, nowMicros, decisions::add);
  }

  public void commit() {
    scheduler.flush();
    definitions.commit();
    index.commit();
  }

  /** Takes back everything since the last commit, as an aborted transaction does. */
  public void abort() {
    definitions.rollback();
    index.rollback();
    reopen();
  }

  /** Stops and starts the scheduler after a commit. */
  public void restart() {
    commit();
    reopen();
  }

  /** Stops the scheduler after a commit and starts it with another number of lanes. */
  public void restartWithLanes(int count) {
    commit();
    lanes = new LaneNumbers(PARTITION, PARTITIONS, count);
    reopen();
  }

  /** Opens a new scheduler over the tables as they are. */
  public void reopen() {
    scheduler = open();
  }

  /** All decisions since they were last taken. */
  public List<Decision> take() {
    List<Decision> taken = List.copyOf(decisions);
    decisions.clear();
    return taken;
  }

  /** Decisions of one kind since any were last taken; the others are dropped. */
  public <T extends Decision> List<T> take(Class<T> kind) {
    return take().stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  /** The only decision of a kind since any were last taken. */
  public <T extends Decision> T takeOne(Class<T> kind) {
    List<T> taken = take(kind);
    if (taken.size() != 1) {
      throw new AssertionError(kind.getSimpleName() + ": " + taken + " (expected: one)");
    }
    return taken.getFirst();
  }

  /** The only verdict since decisions were last taken. */
  public Decision.Verdict.Result takeOneVerdict() {
    return takeOne(Decision.Verdict.class).result();
  }

  /** Gives a command and returns its verdict; what it decided besides is kept. */
  public Decision.Verdict.Result command(Input.Command command) {
    List<Decision> kept = take();
    process(InputTopic.COMMANDS, command);
    Decision.Verdict.Result result =
        decisions.stream()
            .filter(Decision.Verdict.class::isInstance)
            .map(decision -> ((Decision.Verdict) decision).result())
            .reduce((one, another) -> {
              throw new AssertionError("verdicts: 2 or more (expected: 1)");
            })
            .orElseThrow();
    decisions.addAll(0, kept);
    return result;
  }

  public void createQueue(String name, Settings settings) {
    command(new Input.CreateQueue(name, settings.build()));
  }

  public void update(Settings settings, QueueField... fields) {
    command(new Input.UpdateQueue(QUEUE, settings.build(), Set.of(fields)));
  }

  /** Creates a named task of the usual queue that is due at once. */
  public Coordinates create(String taskId) {
    return create(QUEUE, taskId, false, 0);
  }

  public Coordinates createAt(String taskId, long scheduleMicros) {
    return create(QUEUE, taskId, false, scheduleMicros);
  }

  public Coordinates create(String queue, String taskId, boolean generated, long scheduleMicros) {
    Coordinates at = next(InputTopic.TASKS);
    process(at, newTask(at, queue, taskId, generated, scheduleMicros));
    return at;
  }

  public Input.Create newTask(
      Coordinates at, String queue, String taskId, boolean generated, long scheduleMicros) {
    return new Input.Create(
        at, nowMicros, queue, taskId, generated, true, nowMicros, scheduleMicros, 600_000, PAYLOAD);
  }

  public void respond(Decision.Dispatch dispatch, int httpStatus) {
    end(dispatch, Input.Outcome.Kind.RESPONDED, httpStatus, -1);
  }

  public void end(Decision.Dispatch dispatch, Input.Outcome.Kind kind) {
    end(dispatch, kind, 0, -1);
  }

  public void end(
      Decision.Dispatch dispatch, Input.Outcome.Kind kind, int httpStatus, long retryAfterMillis) {
    String error = kind == Input.Outcome.Kind.RESPONDED ? "" : "no luck";
    process(
        InputTopic.OUTCOMES,
        new Input.Outcome(
            dispatch.lane(),
            dispatch.sequence(),
            kind,
            httpStatus,
            retryAfterMillis,
            error,
            NO_BODY,
            dispatch.dispatchMicros(),
            nowMicros));
  }

  /** Reads back a retry record. */
  public void readBack(Decision.ScheduleRetry retry) {
    process(
        InputTopic.RETRIES,
        new Input.Retry(
            retry.queueName(),
            retry.taskId(),
            retry.incarnation(),
            retry.dispatchCount(),
            retry.nextAttemptMicros()));
  }

  /** Fails an attempt, waits for the next one and returns it. */
  public Decision.Dispatch failUntilNext(Decision.Dispatch dispatch, int httpStatus) {
    respond(dispatch, httpStatus);
    Decision.ScheduleRetry retry = takeOne(Decision.ScheduleRetry.class);
    readBack(retry);
    moveTo(retry.nextAttemptMicros());
    hear("w", 1_000_000);
    tick();
    return takeOne(Decision.Dispatch.class);
  }

  /** A worker owns the first lane, has received nothing new and takes so many attempts. */
  public void hear(String worker, int credit) {
    hear(worker, credit, 0);
  }

  /** A worker owns the first lane, has received up to a sequence, and holds some. */
  public void hear(String worker, int credit, long received, long... held) {
    holdings(
        worker,
        List.of(new Input.Holdings.OwnedLane(firstLane(), received, credit, Long.MAX_VALUE)),
        List.of(new Input.Holdings.HeldLane(firstLane(), held)));
  }

  public void holdings(
      String worker, List<Input.Holdings.OwnedLane> owned, List<Input.Holdings.HeldLane> held) {
    process(InputTopic.OUTCOMES, new Input.Holdings(worker, "1", nowMicros, owned, held));
  }
}
