package dev.sluice.topology.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A queue at work: what is stored of it, unpacked. Written back by {@link Queues#flush}. */
final class Queue {

  final long id;
  final Coordinates incarnation;
  final OrderedRange agenda;
  QueueSnapshot snapshot;
  TokenBucket bucket;
  Pace pace;
  Minutes executed;
  long tasks;
  long bytes;
  long slots;
  long nextAgendaSequence;
  long wakeMicros;

  /** How the target answered lately; a new owner begins without. */
  private TargetHealth health = TargetHealth.UNKNOWN;

  /** What was dispatched ahead, as far as this owner did. */
  final Chains chains = new Chains();

  private Foresight foresight = Foresight.NONE;

  private final int[] held;

  Queue(long id, QueueRecord record, QueueMotion motion, Queues.Surroundings surroundings) {
    this.id = id;
    this.incarnation = record.incarnation();
    this.snapshot = record.snapshot();
    this.agenda =
        new OrderedRange(
            surroundings.index(),
            Keys.of(Keys.AGENDA, id),
            motion.agendaMark(),
            surroundings.remembered());
    this.bucket = motion.bucket();
    this.pace = motion.pace();
    this.executed = motion.executed();
    this.tasks = motion.tasks();
    this.bytes = motion.bytes();
    this.slots = motion.slots();
    this.nextAgendaSequence = motion.nextAgendaSequence();
    this.wakeMicros = motion.wakeMicros();
    this.held = Arrays.copyOf(motion.held(), Math.max(surroundings.lanes(), motion.held().length));
  }

  QueueMotion motion() {
    return new QueueMotion(
        bucket,
        pace,
        executed,
        tasks,
        bytes,
        slots,
        occupied(),
        nextAgendaSequence,
        wakeMicros,
        held,
        agenda.mark());
  }

  String name() {
    return snapshot.name();
  }

  QueueSettings settings() {
    return snapshot.settings();
  }

  boolean running() {
    return snapshot.state() == QueueSnapshot.State.RUNNING;
  }

  /** Attempts that run or may, as far as is known. */
  long occupied() {
    return slots - chains.waiting();
  }

  /** Whether another attempt can only start when one has ended. */
  boolean slotsFull() {
    return occupied() >= settings().maxConcurrentDispatches();
  }

  /** Whether nothing can be dispatched before an attempt has ended. */
  boolean waitsForAnEnd(long nowMicros) {
    return slotsFull() && ahead(nowMicros) == null;
  }

  /** Returns the attempt in flight that the next one may follow, or null if none. */
  @Nullable Place ahead(long nowMicros) {
    int concurrent = settings().maxConcurrentDispatches();
    boolean more = occupied() <= concurrent && chains.waiting() < foresight.limit(concurrent);
    return more ? chains.open(nowMicros) : null;
  }

  /**
   * When an attempt that is due then may start, with a token, at the earliest now. Whoever is told
   * waits: so what a clock that was ahead has left is set to now and stays so, or tokens would not
   * come back before that time.
   */
  long startMicros(long dueMicros, long nowMicros) {
    if (bucket.atMicros() > nowMicros + Headstart.MOST_MICROS) {
      settle(nowMicros);
    }
    Pace now = paceAt(nowMicros);
    TokenBucket then = now.refilled(bucket, settings(), takenUpTo(nowMicros));
    long tokenMicros = then.nextTokenMicros(now.ratePerSecond(settings(), bucket.atMicros()));
    return Math.max(Math.max(dueMicros, nowMicros), tokenMicros);
  }

  /**
   * Takes a token for a time that {@link #startMicros} has told. Those taken before may be for a
   * later one.
   */
  void takeToken(long startMicros, long nowMicros) {
    Pace now = paceAt(nowMicros);
    long atMicros = Math.max(startMicros, takenUpTo(nowMicros));
    bucket = now.refilled(bucket, settings(), atMicros).taken();
    pace = now;
  }

  /**
   * Brings tokens and pace to now, before the rate changes: a rest that is over must not be
   * forgotten, and what is to come is not counted on any more.
   */
  void settle(long nowMicros) {
    Pace now = paceAt(nowMicros);
    double rate = now.ratePerSecond(settings(), bucket.atMicros());
    TokenBucket then = now.refilled(bucket, settings(), takenUpTo(nowMicros));
    bucket = then.withoutWhatComes(rate, nowMicros);
    pace = now;
  }

  private void countOnNothing(long nowMicros) {
    if (bucket.atMicros() > nowMicros) {
      settle(nowMicros);
    }
  }

  /** Now, or when the last of the tokens is used that were taken for later. */
  private long takenUpTo(long nowMicros) {
    boolean isAhead = bucket.atMicros() > nowMicros;
    return isAhead && bucket.atMicros() <= nowMicros + Headstart.MOST_MICROS
        ? bucket.atMicros()
        : nowMicros;
  }

  private Pace paceAt(long nowMicros) {
    return pace.after(bucket, settings(), nowMicros);
  }

  /** Begins a slow start, if the queue has one. */
  void startSlowly(long nowMicros) {
    countOnNothing(nowMicros);
    pace = pace.restarted(settings(), nowMicros);
  }

  /** Notes how an attempt ended; returns whether the queue may go faster than before. */
  boolean noteEnd(Input.Outcome outcome, boolean appEngine, long nowMicros) {
    foresight = foresight.noting(outcome);
    if (outcome.kind() == Input.Outcome.Kind.ABANDONED) {
      return false;
    }
    executed = executed.counted(nowMicros);
    if (!settings().targetProtection()) {
      return false;
    }
    health = health.counting(outcome, appEngine, nowMicros);
    if (!health.isRipe(nowMicros)) {
      return false;
    }
    double before = pace.limitPerSecond();
    double limit = health.limitPerSecond(before, settings().maxDispatchesPerSecond(), nowMicros);
    health = TargetHealth.UNKNOWN;
    if (limit != before) {
      countOnNothing(nowMicros);
    }
    // Otherwise the bucket is left: it is written when tokens are taken, by the clock of who takes
    // them. What it gains at the new rate for the time before is below its own rate as well.
    pace = pace.limitedTo(limit);
    return before != 0 && (limit == 0 || limit > before);
  }

  /** Attempts in flight on a lane of the partition, counted from 0. */
  int held(int lane) {
    return held[lane];
  }

  void addHeld(int lane, int change) {
    held[lane] += change;
  }

  long taskTtlMicros() {
    return Micros.of(settings().taskTtl());
  }
}
