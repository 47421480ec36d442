package dev.sluice.topology.core;

/**
 * What moves of a queue with every dispatch, stored once per commit.
 *
 * @param bucket its tokens
 * @param tasks living tasks
 * @param slots attempts in flight that count against maxConcurrentDispatches
 * @param nextAgendaSequence tells apart tasks that are due at the same time
 * @param wakeMicros when its wake-up is filed; {@link Micros#NEVER}: none is
 * @param held attempts in flight by lane of the partition
 * @param agendaMark low-water mark of the agenda
 */
record QueueMotion(
    TokenBucket bucket,
    long tasks,
    long slots,
    long nextAgendaSequence,
    long wakeMicros,
    int[] held,
    byte[] agendaMark) {

  private static final int LAYOUT = 1;

  static QueueMotion atRest(TokenBucket bucket, int lanes, byte[] agendaMark) {
    return new QueueMotion(bucket, 0, 0, 1, Micros.NEVER, new int[lanes], agendaMark);
  }

  byte[] toBytes() {
    ByteWriter out = new ByteWriter(80).u8(LAYOUT);
    out.i64(bucket.levelNanos()).i64(bucket.atMicros());
    out.varint(tasks).varint(slots).varint(nextAgendaSequence).i64(wakeMicros);
    out.varint(held.length);
    for (int count : held) {
      out.varint(count);
    }
    return out.raw(agendaMark).toBytes();
  }

  static QueueMotion of(byte[] value) {
    ByteReader in = ByteReader.ofLayout(value, LAYOUT);
    TokenBucket bucket = new TokenBucket(in.i64(), in.i64());
    long tasks = in.varint();
    long slots = in.varint();
    long nextAgendaSequence = in.varint();
    long wakeMicros = in.i64();
    int[] held = new int[in.count()];
    for (int i = 0; i < held.length; i++) {
      held[i] = in.count();
    }
    return new QueueMotion(bucket, tasks, slots, nextAgendaSequence, wakeMicros, held, in.rest());
  }
}
