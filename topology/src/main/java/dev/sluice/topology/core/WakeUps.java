package dev.sluice.topology.core;

import org.jspecify.annotations.Nullable;

/**
 * When to look at a queue next: one entry for each queue that has something waiting, by time. A
 * queue that cannot dispatch is not looked at before its first task expires.
 */
final class WakeUps {

  private static final byte[] NOTHING = {};

  private final OrderedRange byTime;
  private final Queues queues;
  private final Agenda agenda;
  private final Headstart headstart;

  WakeUps(Ranges ranges, Queues queues, Agenda agenda, Headstart headstart) {
    this.byTime = ranges.open(Keys.WAKE_UP);
    this.queues = queues;
    this.agenda = agenda;
    this.headstart = headstart;
  }

  /** A filed wake-up. */
  record WakeUp(byte[] key, long micros, long queueId) {}

  @Nullable WakeUp head() {
    return read(byTime.head());
  }

  @Nullable WakeUp firstAfter(byte[] key) {
    return read(byTime.firstFrom(Keys.after(key)));
  }

  private static @Nullable WakeUp read(OrderedRange.@Nullable Entry entry) {
    if (entry == null) {
      return null;
    }
    ByteReader in = new ByteReader(entry.key(), 1);
    return new WakeUp(entry.key(), in.i64(), in.i64());
  }

  /** Moves a queue's wake-up to a time; {@link Micros#NEVER} removes it. */
  void file(Queue queue, long micros) {
    if (queue.wakeMicros == micros) {
      return;
    }
    if (queue.wakeMicros != Micros.NEVER) {
      byTime.delete(Keys.of(Keys.WAKE_UP, queue.wakeMicros, queue.id));
    }
    if (micros != Micros.NEVER) {
      byTime.put(Keys.of(Keys.WAKE_UP, micros, queue.id), NOTHING);
    }
    queue.wakeMicros = micros;
    queues.moved(queue);
  }

  /** Removes a wake-up whose queue is gone. */
  void drop(WakeUp wakeUp) {
    byTime.delete(wakeUp.key());
  }

  /**
   * Has a queue looked at when something can be done about it, or earlier if it will be anyway. Not
   * before now, so that a queue does not overtake those that wait for their turn.
   */
  void refresh(Queue queue, long nowMicros) {
    long target = Math.max(nowMicros, nextMicros(queue, nowMicros));
    if (target < queue.wakeMicros) {
      file(queue, target);
    }
  }

  private long nextMicros(Queue queue, long nowMicros) {
    Agenda.Head head = agenda.head(queue);
    if (head == null) {
      return Micros.NEVER;
    }
    long expiryMicros = head.expiryMicros(queue);
    if (!queue.running() || queue.waitsForAnEnd(nowMicros)) {
      return expiryMicros;
    }
    long startMicros = queue.startMicros(head.micros(), nowMicros);
    return Math.min(expiryMicros, headstart.leaveMicros(queue, head.micros(), startMicros));
  }
}
