package dev.sluice.topology.core;

/**
 * What is stored of a task once, at its creation. A task whose first attempt waits or runs as it
 * was decided then has no status: it follows from the definition.
 *
 * @param incarnation the record that created it
 * @param appendedMicros its place in the order of purges
 * @param createMicros create time shown to people
 * @param scheduleMicros earliest first attempt as asked for
 * @param dueMicros when the first attempt is due
 * @param deadlineMillis how long an attempt may take
 * @param terms what else of the task the scheduler goes by
 * @param generatedName whether the name is free of duplicates and tombstones
 * @param first what was decided of the first attempt
 * @param payload the task as the workers need it
 */
record Definition(
    Coordinates incarnation,
    long appendedMicros,
    long createMicros,
    long scheduleMicros,
    long dueMicros,
    long deadlineMillis,
    Terms terms,
    boolean generatedName,
    First first,
    byte[] payload) {

  /** The first attempt at creation. */
  sealed interface First {}

  /** It waits in the agenda. */
  record Waiting(long agendaSequence) implements First {}

  /** It was dispatched at once. */
  record Dispatched(int lane, long sequence, long dispatchMicros) implements First {}

  private static final int LAYOUT = 1;
  private static final int GENERATED = 1;
  private static final int DISPATCHED = 2;

  /** Where the task's time to live starts. */
  long baseMicros() {
    return Math.max(createMicros, scheduleMicros);
  }

  /** Whether a place in the agenda is the one that the task got when it was created. */
  boolean waitsSinceBirth(long agendaSequence) {
    return first instanceof Waiting(long atBirth) && atBirth == agendaSequence;
  }

  Definition with(First decided) {
    return new Definition(
        incarnation,
        appendedMicros,
        createMicros,
        scheduleMicros,
        dueMicros,
        deadlineMillis,
        terms,
        generatedName,
        decided,
        payload);
  }

  byte[] toBytes() {
    ByteWriter out = new ByteWriter(payload.length + 90).u8(LAYOUT);
    int flags = (generatedName ? GENERATED : 0) | (first instanceof Dispatched ? DISPATCHED : 0);
    out.u8(flags | terms.flags()).coordinates(incarnation).i64(appendedMicros);
    out.i64(createMicros).i64(scheduleMicros).i64(dueMicros).varint(deadlineMillis);
    switch (first) {
      case Waiting(long agendaSequence) -> out.varint(agendaSequence);
      case Dispatched(int lane, long sequence, long dispatchMicros) ->
          out.varint(lane).varint(sequence).i64(dispatchMicros);
    }
    terms.write(out);
    return out.raw(payload).toBytes();
  }

  /** Returns the place in the order of purges of a stored definition, without reading the rest. */
  static long appendedMicros(byte[] value) {
    ByteReader in = ByteReader.ofLayout(value, LAYOUT);
    in.u8();
    in.coordinates();
    return in.i64();
  }

  static Definition of(byte[] value) {
    ByteReader in = ByteReader.ofLayout(value, LAYOUT);
    int flags = in.u8();
    Coordinates incarnation = in.coordinates();
    long appendedMicros = in.i64();
    long createMicros = in.i64();
    long scheduleMicros = in.i64();
    long dueMicros = in.i64();
    long deadlineMillis = in.varint();
    First first =
        (flags & DISPATCHED) == 0
            ? new Waiting(in.varint())
            : new Dispatched(in.count(), in.varint(), in.i64());
    Terms terms = Terms.read(flags, in);
    return new Definition(
        incarnation,
        appendedMicros,
        createMicros,
        scheduleMicros,
        dueMicros,
        deadlineMillis,
        terms,
        (flags & GENERATED) != 0,
        first,
        in.rest());
  }
}
