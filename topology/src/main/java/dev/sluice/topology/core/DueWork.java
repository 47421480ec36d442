package dev.sluice.topology.core;

import org.jspecify.annotations.Nullable;

/**
 * Dispatches what is due, as long as workers have credit.
 *
 * <p>Queues are served in the order of their wake-ups, a quantum each. A queue with more to do goes
 * to the end of those that are due: its wake-up is filed a microsecond after the last one filed so.
 * One that is blocked is filed when that ends, or nowhere if an outcome will end it. Without credit
 * everything stays as it is, so a tick costs nothing however many queues are due; only once in a
 * while are their expired tasks dropped.
 */
final class DueWork implements Chore {

  private static final int QUANTUM = 64;

  /** A quantum is over as well once this much payload is out, so that a step stays short. */
  private static final int QUANTUM_BYTES = 4 << 20;

  /** What is filed for later in a tick is filed at least so much later, beyond its turns. */
  private static final long LATER_MICROS = 1_000;

  private static final long STARVING_PASS_MICROS = 60 * Micros.PER_SECOND;

  private enum Served {
    FILED,
    RESERVED,
    NO_CREDIT
  }

  private final Queues queues;
  private final Tasks tasks;
  private final Agenda agenda;
  private final WakeUps wakeUps;
  private final Lanes lanes;
  private final Dispatcher dispatcher;
  private final Headstart headstart;

  private long turnMicros;
  private byte @Nullable [] passed;
  private boolean starving;
  private boolean over;
  private long nextStarvingPassMicros;

  DueWork(Partition partition, Dispatcher dispatcher, Headstart headstart) {
    this.queues = partition.queues();
    this.tasks = partition.tasks();
    this.agenda = partition.agenda();
    this.wakeUps = partition.wakeUps();
    this.lanes = partition.lanes();
    this.dispatcher = dispatcher;
    this.headstart = headstart;
  }

  @Override
  public void begin(long nowMicros) {
    boolean starved = !lanes.anyCredit(nowMicros);
    if (!starved || !starving) {
      passed = null;
    }
    turnMicros = nowMicros;
    over = starved && passed == null && nowMicros < nextStarvingPassMicros;
    starving = starved;
  }

  @Override
  public boolean step(Turn turn) {
    if (over) {
      return false;
    }
    WakeUps.WakeUp next = passed == null ? wakeUps.head() : wakeUps.firstAfter(passed);
    if (next == null || next.micros() > turnMicros) {
      end(turn);
      return false;
    }
    if (turnMicros >= turn.nowMicros() + LATER_MICROS - 1) {
      over = true;
      return false;
    }
    serve(next, turn);
    return !over;
  }

  private void serve(WakeUps.WakeUp next, Turn turn) {
    Queue queue = queues.byId(next.queueId());
    if (queue == null) {
      wakeUps.drop(next);
      return;
    }
    switch (serve(queue, turn)) {
      case FILED -> {}
      case RESERVED -> passed = next.key();
      case NO_CREDIT -> {
        passed = next.key();
        over = !starving;
      }
    }
  }

  private void end(Turn turn) {
    over = true;
    passed = null;
    if (starving) {
      nextStarvingPassMicros = turn.nowMicros() + STARVING_PASS_MICROS;
    }
  }

  private Served serve(Queue queue, Turn turn) {
    long now = turn.nowMicros();
    int bytes = 0;
    for (int i = 0; i < QUANTUM && bytes < QUANTUM_BYTES; i++) {
      Agenda.Head head = agenda.head(queue);
      if (head == null) {
        wakeUps.file(queue, Micros.NEVER);
        return Served.FILED;
      }
      long expiryMicros = head.expiryMicros(queue);
      if (expiryMicros <= now) {
        expire(queue, head, turn);
        continue;
      }
      long startMicros = startMicros(queue, head, now);
      long lookMicros =
          startMicros < expiryMicros
              ? headstart.leaveMicros(queue, head.micros(), startMicros)
              : expiryMicros;
      if (lookMicros > now) {
        wakeUps.file(queue, Math.max(lookMicros, now + LATER_MICROS));
        return Served.FILED;
      }
      Seat seat = lanes.seat(queue, now);
      if (seat == null) {
        return lanes.anyCredit(now) ? Served.RESERVED : Served.NO_CREDIT;
      }
      bytes += dispatch(queue, head, seat, startMicros, turn);
    }
    wakeUps.file(queue, ++turnMicros);
    return Served.FILED;
  }

  private static long startMicros(Queue queue, Agenda.Head head, long nowMicros) {
    if (!queue.running() || queue.waitsForAnEnd(nowMicros)) {
      return Micros.NEVER;
    }
    return queue.startMicros(head.micros(), nowMicros);
  }

  /** Returns the bytes of payload that were read for it. */
  private int dispatch(Queue queue, Agenda.Head head, Seat seat, long startMicros, Turn turn) {
    Task task = tasks.find(queue, head, turn);
    if (task == null) {
      requireGone(queue, head);
      return 0;
    }
    if (task.status.dueMicros > startMicros) {
      // Filed at its expiry, which a longer taskTtl has moved since.
      agenda.remove(task);
      agenda.add(task, task.status.dueMicros);
      tasks.save(task);
    } else {
      dispatcher.dispatch(task, seat, startMicros, turn);
    }
    return task.definition.payload().length;
  }

  private void expire(Queue queue, Agenda.Head head, Turn turn) {
    Task task = tasks.find(queue, head, turn);
    if (task == null) {
      requireGone(queue, head);
      return;
    }
    tasks.endIfExpired(task, turn);
  }

  /** A task that is not found was purged, and its entry went with it; else the state is corrupt. */
  private void requireGone(Queue queue, Agenda.Head head) {
    if (head.equals(agenda.head(queue))) {
      throw new IllegalStateException(
          "agenda of queue " + queue.name() + ": " + head + " (expected: a task that exists)");
    }
  }
}
