package dev.sluice.topology.core;

import java.util.Arrays;

/** A queue at work: what is stored of it, unpacked. Written back by {@link Queues#flush}. */
final class Queue {

  final long id;
  final Coordinates incarnation;
  final OrderedRange agenda;
  QueueSnapshot snapshot;
  TokenBucket bucket;
  long tasks;
  long slots;
  long nextAgendaSequence;
  long wakeMicros;

  private final int[] held;

  Queue(long id, QueueRecord record, QueueMotion motion, Table index, int lanes) {
    this.id = id;
    this.incarnation = record.incarnation();
    this.snapshot = record.snapshot();
    this.agenda = new OrderedRange(index, Keys.of(Keys.AGENDA, id), motion.agendaMark());
    this.bucket = motion.bucket();
    this.tasks = motion.tasks();
    this.slots = motion.slots();
    this.nextAgendaSequence = motion.nextAgendaSequence();
    this.wakeMicros = motion.wakeMicros();
    this.held = Arrays.copyOf(motion.held(), Math.max(lanes, motion.held().length));
  }

  QueueMotion motion() {
    return new QueueMotion(
        bucket, tasks, slots, nextAgendaSequence, wakeMicros, held, agenda.mark());
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

  boolean slotsFull() {
    return slots >= settings().maxConcurrentDispatches();
  }

  TokenBucket bucketAt(long nowMicros) {
    return bucket.refilled(
        settings().maxDispatchesPerSecond(), settings().maxBurstSize(), nowMicros);
  }

  /** When a token is there, at the earliest now. */
  long nextTokenMicros(long nowMicros) {
    return bucketAt(nowMicros).nextTokenMicros(settings().maxDispatchesPerSecond());
  }

  void takeToken(long nowMicros) {
    bucket = bucketAt(nowMicros).taken();
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
