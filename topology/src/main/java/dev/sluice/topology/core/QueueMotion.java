package dev.sluice.topology.core;

/**
 * What moves of a queue with every dispatch, stored once per commit.
 *
 * @param bucket its tokens
 * @param pace how fast it may go
 * @param executed attempts that ended, responses and failures
 * @param tasks living tasks
 * @param bytes bytes of their payloads
 * @param slots attempts in flight that count against maxConcurrentDispatches
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
    long nextAgendaSequence,
    long wakeMicros,
    int[] held,
    byte[] agendaMark) {

  private static final int LAYOUT = 3;

  /** Of releases in which bytes were not counted; those of their tasks are not known. */
  private static final int UNCOUNTED_LAYOUT = 2;

  /** Of releases in which nothing held queues back. */
  private static final int PLAIN_LAYOUT = 1;

  static QueueMotion atRest(TokenBucket bucket, Pace pace, int lanes, byte[] agendaMark) {
    return new QueueMotion(
        bucket, pace, Minutes.NONE, 0, 0, 0, 1, Micros.NEVER, new int[lanes], agendaMark);
  }

  byte[] toBytes() {
    ByteWriter out = new ByteWriter(112).u8(LAYOUT);
    out.i64(bucket.levelNanos()).i64(bucket.atMicros());
    out.f64(pace.limitPerSecond()).i64(pace.rampMicros());
    out.varint(executed.minute()).varint(executed.count()).varint(executed.before());
    out.varint(tasks).varint(bytes).varint(slots).varint(nextAgendaSequence).i64(wakeMicros);
    out.varint(held.length);
    for (int count : held) {
      out.varint(count);
    }
    return out.raw(agendaMark).toBytes();
  }

  static QueueMotion of(byte[] value) {
    boolean plain = ByteReader.isOfLayout(value, PLAIN_LAYOUT);
    boolean counted = !plain && !ByteReader.isOfLayout(value, UNCOUNTED_LAYOUT);
    ByteReader in =
        ByteReader.ofLayout(value, plain ? PLAIN_LAYOUT : counted ? LAYOUT : UNCOUNTED_LAYOUT);
    TokenBucket bucket = new TokenBucket(in.i64(), in.i64());
    Pace pace = plain ? Pace.FREE : new Pace(in.f64(), in.i64());
    Minutes executed = plain ? Minutes.NONE : new Minutes(in.varint(), in.varint(), in.varint());
    long tasks = in.varint();
    long bytes = counted ? in.varint() : 0;
    long slots = in.varint();
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
        nextAgendaSequence,
        wakeMicros,
        held,
        in.rest());
  }
}
