package dev.sluice.topology.core;

/**
 * What moves of a queue with every dispatch, stored once per commit.
 *
 * @param bucket its tokens
 * @param pace how fast it may go
 * @param executed attempts that ended, responses and failures
 * @param tasks living tasks
 * @param bytes bytes of their payloads
 * @param slots attempts in flight that maxConcurrentDispatches is about
 * @param occupied those of them that do not wait for another one: what it is compared with
 * @param nextAgendaSequence tells apart tasks that are due at the same time
 * @param wakeMicros when its wake-up is filed; {@link Micros#NEVER}: none is
 * @param held attempts in flight by lane of the partition
 * @param agendaMark low-water mark of the agenda
 */
record QueueMotion(
    TokenBucket bucket,
    Pace pace,
    Minutes executed,
    long tasks,
    long bytes,
    long slots,
    long occupied,
    long nextAgendaSequence,
    long wakeMicros,
    int[] held,
    byte[] agendaMark) {

  private static final int LAYOUT = 4;

  /** From here on bytes are counted; those of earlier tasks are not known. */
  private static final int COUNTED_LAYOUT = 3;

  /** Of releases in which nothing held queues back. */
  private static final int PLAIN_LAYOUT = 1;

  static QueueMotion atRest(TokenBucket bucket, Pace pace, int lanes, byte[] agendaMark) {
    return new QueueMotion(
        bucket, pace, Minutes.NONE, 0, 0, 0, 0, 1, Micros.NEVER, new int[lanes], agendaMark);
  }

  byte[] toBytes() {
    ByteWriter out = new ByteWriter(112).u8(LAYOUT);
    out.i64(bucket.levelNanos()).i64(bucket.atMicros());
    out.f64(pace.limitPerSecond()).i64(pace.rampMicros());
    out.varint(executed.minute()).varint(executed.count()).varint(executed.before());
    out.varint(tasks).varint(bytes).varint(slots).varint(occupied);
    out.varint(nextAgendaSequence).i64(wakeMicros);
    out.varint(held.length);
    for (int count : held) {
      out.varint(count);
    }
    return out.raw(agendaMark).toBytes();
  }

  static QueueMotion of(byte[] value) {
    int layout = layout(value);
    boolean plain = layout == PLAIN_LAYOUT;
    ByteReader in = ByteReader.ofLayout(value, layout);
    TokenBucket bucket = new TokenBucket(in.i64(), in.i64());
    Pace pace = plain ? Pace.FREE : new Pace(in.f64(), in.i64());
    Minutes executed = plain ? Minutes.NONE : new Minutes(in.varint(), in.varint(), in.varint());
    long tasks = in.varint();
    long bytes = layout >= COUNTED_LAYOUT ? in.varint() : 0;
    long slots = in.varint();
    long occupied = layout >= LAYOUT ? in.varint() : slots;
    long nextAgendaSequence = in.varint();
    long wakeMicros = in.i64();
    int[] held = new int[in.count()];
    for (int i = 0; i < held.length; i++) {
      held[i] = in.count();
    }
    return new QueueMotion(
        bucket,
        pace,
        executed,
        tasks,
        bytes,
        slots,
        occupied,
        nextAgendaSequence,
        wakeMicros,
        held,
        in.rest());
  }

  private static int layout(byte[] value) {
    for (int older = PLAIN_LAYOUT; older < LAYOUT; older++) {
      if (ByteReader.isOfLayout(value, older)) {
        return older;
      }
    }
    return LAYOUT;
  }
}
