package dev.sluice.topology.core;

import java.util.ArrayList;
import java.util.List;

/** Creates that wait 60 s for their queue, and then become dead letters (design section 4). */
final class Parking implements Chore {

  private static final long WAIT_MICROS = 60 * Micros.PER_SECOND;
  private static final int STEP = 20;
  private static final int LAYOUT = 1;

  private final Table index;
  private final OrderedRange byExpiry;
  private final Counters counters;
  private final DeadLetters deadLetters;

  Parking(Table index, Ranges ranges, Counters counters, DeadLetters deadLetters) {
    this.index = index;
    this.byExpiry = ranges.open(Keys.PARKED);
    this.counters = counters;
    this.deadLetters = deadLetters;
  }

  void park(Input.Create create, Turn turn) {
    long expiryMicros = Micros.add(turn.nowMicros(), WAIT_MICROS);
    long sequence = counters.nextParked();
    byExpiry.put(Keys.of(Keys.PARKED, expiryMicros, sequence), toBytes(create));
    index.put(
        Keys.ofName(Keys.PARKED_BY_QUEUE, create.queueName(), sequence),
        new ByteWriter(16).i64(expiryMicros).i64(sequence).toBytes());
  }

  /** Takes out what waits for a queue, oldest first. */
  List<Input.Create> release(String queueName) {
    List<Input.Create> creates = new ArrayList<>();
    for (byte[] place : places(queueName)) {
      ByteReader in = new ByteReader(place);
      byte[] key = Keys.of(Keys.PARKED, in.i64(), in.i64());
      byte[] value = index.get(key);
      if (value == null) {
        throw new IllegalStateException(
            "parked for " + queueName + ": nothing (expected: a create)");
      }
      creates.add(remove(key, value));
    }
    return creates;
  }

  private List<byte[]> places(String queueName) {
    byte[] prefix = Keys.ofNamePrefix(Keys.PARKED_BY_QUEUE, queueName);
    List<byte[]> places = new ArrayList<>();
    try (ReadTable.Cursor cursor = index.range(prefix, Keys.endOf(prefix))) {
      while (cursor.next()) {
        places.add(cursor.value());
      }
    }
    return places;
  }

  @Override
  public boolean step(Turn turn) {
    for (int i = 0; i < STEP; i++) {
      OrderedRange.Entry entry = byExpiry.head();
      if (entry == null || new ByteReader(entry.key(), 1).i64() > turn.nowMicros()) {
        return false;
      }
      deadLetters.bury(remove(entry.key(), entry.value()), turn);
    }
    return true;
  }

  private Input.Create remove(byte[] key, byte[] value) {
    Input.Create create = of(value);
    long sequence = new ByteReader(key, 9).i64();
    byExpiry.delete(key);
    index.delete(Keys.ofName(Keys.PARKED_BY_QUEUE, create.queueName(), sequence));
    return create;
  }

  /** Whether a create of a queue waits; for readers. */
  static boolean holds(ReadTable index, String queueName, Coordinates incarnation) {
    byte[] prefix = Keys.ofNamePrefix(Keys.PARKED_BY_QUEUE, queueName);
    try (ReadTable.Cursor cursor = index.range(prefix, Keys.endOf(prefix))) {
      while (cursor.next()) {
        ByteReader in = new ByteReader(cursor.value());
        byte[] value = index.get(Keys.of(Keys.PARKED, in.i64(), in.i64()));
        if (value != null && of(value).incarnation().equals(incarnation)) {
          return true;
        }
      }
    }
    return false;
  }

  private static byte[] toBytes(Input.Create create) {
    ByteWriter out = new ByteWriter(200 + create.payload().length).u8(LAYOUT);
    out.coordinates(create.incarnation()).i64(create.appendedMicros());
    out.text(create.queueName()).text(create.taskId());
    out.flag(create.generatedName()).flag(create.awaitsVerdict());
    out.i64(create.createMicros()).i64(create.scheduleMicros()).i64(create.deadlineMillis());
    return out.raw(create.payload()).toBytes();
  }

  private static Input.Create of(byte[] value) {
    ByteReader in = ByteReader.ofLayout(value, LAYOUT);
    return new Input.Create(
        in.coordinates(),
        in.i64(),
        in.text(),
        in.text(),
        in.flag(),
        in.flag(),
        in.i64(),
        in.i64(),
        in.i64(),
        in.rest());
  }
}
