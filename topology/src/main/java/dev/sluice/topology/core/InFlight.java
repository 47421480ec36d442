package dev.sluice.topology.core;

/**
 * An attempt that was dispatched and whose outcome has not come.
 *
 * @param queueId the queue of its task
 * @param taskId the task
 * @param incarnation tells the task from a later one of the same name
 * @param scheduleMicros when it was due
 * @param dispatchMicros when it was dispatched; if that was ahead of its time, when it starts
 * @param deadlineMillis how long it may take
 * @param bytes size of its task
 * @param forced whether RunTask made it: it has no slot
 * @param lost whether it was declared lost: it holds neither slot nor credit any more
 */
record InFlight(
    long queueId,
    String taskId,
    Coordinates incarnation,
    long scheduleMicros,
    long dispatchMicros,
    long deadlineMillis,
    int bytes,
    boolean forced,
    boolean lost) {

  /** An attempt that nobody waits for is forgotten so long after its deadline. */
  private static final long GRACE_MICROS = 600 * Micros.PER_SECOND;

  private static final int LAYOUT = 1;

  boolean holdsSlot() {
    return !forced && !lost;
  }

  long forgottenMicros() {
    return Micros.add(dispatchMicros, Micros.add(Micros.ofMillis(deadlineMillis), GRACE_MICROS));
  }

  InFlight asLost() {
    return new InFlight(
        queueId,
        taskId,
        incarnation,
        scheduleMicros,
        dispatchMicros,
        deadlineMillis,
        bytes,
        forced,
        true);
  }

  byte[] toBytes() {
    ByteWriter out = new ByteWriter(64 + taskId.length()).u8(LAYOUT);
    out.flag(forced).flag(lost).varint(queueId).coordinates(incarnation);
    out.i64(scheduleMicros).i64(dispatchMicros).varint(deadlineMillis).varint(bytes);
    return out.raw(taskId).toBytes();
  }

  static InFlight of(byte[] value) {
    ByteReader in = ByteReader.ofLayout(value, LAYOUT);
    boolean forced = in.flag();
    boolean lost = in.flag();
    long queueId = in.varint();
    Coordinates incarnation = in.coordinates();
    long scheduleMicros = in.i64();
    long dispatchMicros = in.i64();
    long deadlineMillis = in.varint();
    int bytes = in.count();
    return new InFlight(
        queueId,
        in.restAsText(),
        incarnation,
        scheduleMicros,
        dispatchMicros,
        deadlineMillis,
        bytes,
        forced,
        lost);
  }
}
