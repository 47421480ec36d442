package dev.sluice.topology.core;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The scheduler of one partition: a state machine over two tables (design section 4).
 *
 * <p>All state is in the tables, except what moves with every dispatch (buckets, counters,
 * sequences, offsets), which is kept here and written by {@link #flush}. So after an aborted
 * transaction a new scheduler is opened over the tables as they were; nothing of the old one may be
 * used. What workers can take is known from their words only, and every scheduler starts without.
 *
 * <p>Not safe for use by several threads.
 */
public final class Scheduler {

  /** Each try reads and decodes the first record of every row, and schemas come seldom. */
  private static final long READ_REST_MICROS = 100_000;

  private final Queues queues;
  private final Lanes lanes;
  private final Counters counters;
  private final Ranges ranges;
  private final Offsets offsets;
  private final Outcomes outcomes;
  private final Inbox inbox;
  private final Holds holds;
  private final Admission admission;
  private final CatchUp catchUp;
  private final WaitingRoom waitingRoom;
  private final WakeUps wakeUps;
  private final List<Chore> chores;

  private int firstChore;
  private long readAgainMicros;

  /**
   * What holds for all queues.
   *
   * @param budget how much a queue may have pending that has no limits of its own
   * @param dispatchAhead how long before its time an attempt may be dispatched, with a time that
   *     its worker keeps; zero: not before its time, {@link #MOST_AHEAD} at most
   * @param queuesKept how many queues are kept in memory, those that were touched last
   */
  public record Rules(Budget budget, Duration dispatchAhead, int queuesKept) {

    /** A bucket whose time lies further ahead was left by another clock. */
    public static final Duration MOST_AHEAD = Duration.ofMillis(100);

    private static final int FEW_QUEUES = 10_000;

    /** No limits, and nothing ahead of its time. */
    public static final Rules PLAIN = new Rules(Budget.UNLIMITED, Duration.ZERO, FEW_QUEUES);

    /** The same with another headstart. */
    public Rules ahead(Duration other) {
      return new Rules(budget, other, queuesKept);
    }
  }

  /**
   * Opens the scheduler over its tables. Reads a bounded number of entries, and one for each queue
   * that is full: nothing else is scanned.
   *
   * @param lanes the lanes of the scheduler's partition; there may be more than at the last time,
   *     and not less
   * @param rules what holds for all queues
   * @param nowMicros the scheduler's time
   */
  public Scheduler(Table definitions, Table index, LaneNumbers lanes, Rules rules, long nowMicros) {
    Headstart headstart = Headstart.of(rules.dispatchAhead());
    this.counters = new Counters(index);
    this.ranges = new Ranges(index);
    this.offsets = new Offsets(index);
    this.queues = new Queues(index, counters, lanes.count(), rules.queuesKept());
    this.lanes = new Lanes(index, lanes, nowMicros);
    this.holds = new Holds(index);
    this.admission = new Admission(rules.budget(), holds);
    Agenda agenda = new Agenda(queues);
    Tombstones tombstones = new Tombstones(index, ranges);
    Tasks tasks = new Tasks(definitions, index, queues, agenda, tombstones);
    this.wakeUps = new WakeUps(ranges, queues, agenda, headstart);
    Partition state =
        new Partition(queues, tasks, agenda, wakeUps, this.lanes, new Flights(index, queues));
    Dispatcher dispatcher = new Dispatcher(state, headstart);
    DeadLetters deadLetters = new DeadLetters(definitions, index, ranges, counters, tasks);
    Parking parking = new Parking(index, ranges, counters);
    Births births = new Births(state, tombstones, dispatcher);
    Releases releases = new Releases(parking, ranges, queues, counters, births, deadLetters);
    Verdicts verdicts = new Verdicts(ranges);
    Sweeper sweeper = new Sweeper(definitions, index, ranges, queues, tasks);
    Creates creates = new Creates(state, births, parking, releases, admission, holds);
    TaskCommands taskCommands =
        new TaskCommands(state, tombstones, dispatcher, deadLetters, releases);
    this.waitingRoom = new WaitingRoom(index);
    this.catchUp =
        new CatchUp(holds, admission, state, births, taskCommands, waitingRoom, deadLetters);
    this.outcomes = new Outcomes(state, dispatcher, deadLetters, headstart);
    this.inbox =
        new Inbox(
            new Inbox.Handlers(
                creates,
                new QueueCommands(state, releases, sweeper, holds),
                taskCommands,
                outcomes,
                new Leases(this.lanes, state.flights(), new Losses(state, dispatcher, deadLetters)),
                deadLetters,
                waitingRoom),
            verdicts);
    this.chores =
        List.of(
            new DueWork(state, dispatcher, headstart),
            new Barriers(this.lanes),
            releases,
            tombstones,
            verdicts,
            deadLetters,
            sweeper,
            new ClockSteps(state, nowMicros));
  }

  /**
   * Takes in one record.
   *
   * @param at coordinates of the record as it was read
   * @return false if the record had been processed before and was skipped
   */
  public boolean process(Coordinates at, Input input, long nowMicros, Consumer<Decision> out) {
    if (!offsets.advance(at)) {
      return false;
    }
    inbox.accept(at, input, new Turn(nowMicros, out));
    return true;
  }

  /**
   * An input has lost its newest records, as after a power failure of brokers that had not written
   * them to disk. What they said is state already; the records that take their offsets are new.
   *
   * @param end offset that the next record will have
   */
  public void logEndsAt(InputTopic topic, long end) {
    offsets.logEndsAt(topic, end);
  }

  /**
   * Does what time brings: due tasks, barriers, expiry, sweeps.
   *
   * @param outOfTime asked between steps; once true, the rest waits for the next tick
   * @return whether work was left over
   */
  public boolean tick(long nowMicros, BooleanSupplier outOfTime, Consumer<Decision> out) {
    Turn turn = new Turn(nowMicros, out);
    chores.forEach(chore -> chore.begin(nowMicros));
    int idle = 0;
    int next = firstChore;
    while (idle < chores.size()) {
      boolean more = chores.get(next).step(turn);
      idle = more ? 0 : idle + 1;
      next = (next + 1) % chores.size();
      if (outOfTime.getAsBoolean() && idle < chores.size()) {
        // Who comes first must change, or a busy chore would starve those after it.
        firstChore = next;
        return true;
      }
    }
    return false;
  }

  /**
   * Returns when the first queue has a task that is due and a token for it, as it was when that was
   * last looked at; {@link Long#MAX_VALUE} if none ever has. What should be past by then waits for
   * a worker.
   */
  public long nextDueMicros() {
    WakeUps.WakeUp first = wakeUps.head();
    return first == null ? Micros.NEVER : first.micros();
  }

  /** Whether records wait in their topics for room. */
  public boolean hasHeld() {
    return holds.count() > 0;
  }

  /** Returns how many records wait that could not be read yet. */
  public long unread() {
    return waitingRoom.size();
  }

  /** Whether records wait that could not be read yet; costs nothing to ask. */
  public boolean hasUnread() {
    return !waitingRoom.isEmpty();
  }

  /** Whether a record of a task's name waits, so that later ones of it must wait as well. */
  public boolean isUnread(String taskName) {
    return waitingRoom.holds(taskName);
  }

  /**
   * Takes in records that could not be read before: some in any case, so that they have their turn.
   * When none could, it is tried again after 100 ms.
   *
   * @param reader reads what an {@link Input.Unread} held; empty: still not
   * @param outOfTime asked between steps; once true, the rest waits for the next call
   */
  public void read(
      Function<byte[], Optional<Input>> reader,
      long nowMicros,
      BooleanSupplier outOfTime,
      Consumer<Decision> out) {
    if (waitingRoom.isEmpty() || nowMicros < readAgainMicros) {
      return;
    }
    Turn turn = new Turn(nowMicros, out);
    long unread = unread();
    boolean more = true;
    while (more) {
      more =
          waitingRoom.step(reader, (at, input) -> takeLate(at, input, turn))
              && !outOfTime.getAsBoolean();
    }
    if (unread() == unread) {
      readAgainMicros = nowMicros + READ_REST_MICROS;
    }
  }

  /** Among records that wait for room it has its turn where it stands. */
  private void takeLate(Coordinates at, Input input, Turn turn) {
    if (!catchUp.brings(at, input)) {
      inbox.acceptLate(at, input, turn);
    }
  }

  /** Writes the moving state (buckets, counters, sequences, offsets); called before each commit. */
  public void flush() {
    queues.flush();
    lanes.flush();
    counters.flush();
    ranges.flush();
    holds.flush();
    admission.flush();
    offsets.flush();
  }

  /** Sets how much disk is lacking, if any is: from here on nothing comes in that can wait. */
  public void shortage(Optional<Budget.Shortage> shortage) {
    admission.shortage(shortage);
  }

  /**
   * Returns where to read a topic again for records that wait for room and may come in now; empty
   * if there are none. Begins a round of {@link #offer} and {@link #offered}.
   */
  public OptionalLong catchUp(InputTopic topic, long nowMicros) {
    return catchUp.begin(topic, nowMicros);
  }

  /**
   * Takes in a record that was read again, if it is one that waits and there is room. All records
   * of the topic are offered, in order, from where {@link #catchUp} said.
   *
   * @param at coordinates of the record as it was read
   * @param appendedMicros when it was appended there
   * @return false if it waits and cannot be read just now: the round ends for its queue
   */
  public boolean offer(
      Coordinates at, long appendedMicros, Input input, long nowMicros, Consumer<Decision> out) {
    return catchUp.offer(at, appendedMicros, input, new Turn(nowMicros, out));
  }

  /**
   * Says that all records of a topic below a position have been offered.
   *
   * @return whether more should be read; if not, {@link #catchUp} says when and where to go on
   */
  public boolean offered(InputTopic topic, long position) {
    return catchUp.offered(topic, position);
  }

  /** Returns what the partition's queues have pending together. */
  public Budget.Pending pending() {
    return new Budget.Pending(counters.pendingTasks(), counters.pendingBytes(), holds.count());
  }

  /** Outcomes of unknown sequences that were ignored since this scheduler was opened. */
  public long unknownOutcomes() {
    return outcomes.unknown();
  }
}
