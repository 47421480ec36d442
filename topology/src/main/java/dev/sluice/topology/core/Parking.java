package dev.sluice.topology.core;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Creates that wait for their queue (design section 4), by expiry, by queue and by name. */
final class Parking {

  private static final long WAIT_MICROS = 60 * Micros.PER_SECOND;
  private static final int LAYOUT = 1;
  private static final int GENERATED = 1;

  private final Table index;
  private final OrderedRange byExpiry;
  private final Counters counters;

  Parking(Table index, Ranges ranges, Counters counters) {
    this.index = index;
    this.byExpiry = ranges.open(Keys.PARKED);
    this.counters = counters;
  }

  /** Where a parked create is stored. The sequence is its place in the order of arrival. */
  record Place(long expiryMicros, long sequence) {

    private static Place ofKey(byte[] key) {
      ByteReader in = new ByteReader(key, 1);
      return new Place(in.i64(), in.i64());
    }

    private static Place ofValue(byte[] value) {
      ByteReader in = new ByteReader(value);
      return new Place(in.i64(), in.i64());
    }

    private byte[] key() {
      return Keys.of(Keys.PARKED, expiryMicros, sequence);
    }

    private ByteWriter value() {
      return new ByteWriter(32).i64(expiryMicros).i64(sequence);
    }
  }

  void park(Input.Create create, Turn turn) {
    Place place = new Place(Micros.add(turn.nowMicros(), WAIT_MICROS), counters.nextParked());
    byExpiry.put(place.key(), toBytes(create));
    index.put(
        Keys.ofName(Keys.PARKED_BY_QUEUE, create.queueName(), place.sequence()),
        place.value().toBytes());
    index.put(
        Keys.ofName(Keys.PARKED_BY_NAME, nameOf(create), place.sequence()),
        place.value().coordinates(create.incarnation()).toBytes());
  }

  /** Returns the create that expires first, if it has by now. */
  @Nullable Place firstExpired(long nowMicros) {
    OrderedRange.Entry entry = byExpiry.head();
    Place place = entry == null ? null : Place.ofKey(entry.key());
    return place == null || place.expiryMicros() > nowMicros ? null : place;
  }

  /** Returns the oldest creates of a queue from one sequence through another, a limited number. */
  List<Place> ofQueue(String queueName, long first, long last, int limit) {
    byte[] from = Keys.ofName(Keys.PARKED_BY_QUEUE, queueName, first);
    byte[] to = Keys.after(Keys.ofName(Keys.PARKED_BY_QUEUE, queueName, last));
    List<Place> places = new ArrayList<>();
    try (ReadTable.Cursor cursor = index.range(from, to)) {
      while (places.size() < limit && cursor.next()) {
        places.add(Place.ofValue(cursor.value()));
      }
    }
    return places;
  }

  /** Returns the oldest create of a task's name from a sequence on, or null. */
  @Nullable Place ofName(String queueName, String taskId, long first) {
    String name = nameOf(queueName, taskId);
    byte[] from = Keys.ofName(Keys.PARKED_BY_NAME, name, first);
    byte[] to = Keys.endOf(Keys.ofNamePrefix(Keys.PARKED_BY_NAME, name));
    try (ReadTable.Cursor cursor = index.range(from, to)) {
      return cursor.next() ? Place.ofValue(cursor.value()) : null;
    }
  }

  Input.Create get(Place place) {
    byte[] value = index.get(place.key());
    if (value == null) {
      throw new IllegalStateException(place + ": nothing (expected: a parked create)");
    }
    return of(value);
  }

  void remove(Place place, Input.Create create) {
    byExpiry.delete(place.key());
    index.delete(Keys.ofName(Keys.PARKED_BY_QUEUE, create.queueName(), place.sequence()));
    index.delete(Keys.ofName(Keys.PARKED_BY_NAME, nameOf(create), place.sequence()));
  }

  /** Whether a create of a task's name waits; for readers. */
  static boolean holds(ReadTable index, String queueName, String taskId, Coordinates incarnation) {
    byte[] prefix = Keys.ofNamePrefix(Keys.PARKED_BY_NAME, nameOf(queueName, taskId));
    try (ReadTable.Cursor cursor = index.range(prefix, Keys.endOf(prefix))) {
      while (cursor.next()) {
        if (new ByteReader(cursor.value(), 2 * Long.BYTES).coordinates().equals(incarnation)) {
          return true;
        }
      }
    }
    return false;
  }

  private static String nameOf(Input.Create create) {
    return nameOf(create.queueName(), create.taskId());
  }

  private static String nameOf(String queueName, String taskId) {
    return queueName + '\0' + taskId;
  }

  private static byte[] toBytes(Input.Create create) {
    ByteWriter out = new ByteWriter(200 + create.payload().length).u8(LAYOUT);
    out.coordinates(create.incarnation()).i64(create.appendedMicros());
    out.text(create.queueName()).text(create.taskId());
    out.u8((create.generatedName() ? GENERATED : 0) | create.terms().flags())
        .flag(create.awaitsVerdict());
    out.i64(create.createMicros()).i64(create.scheduleMicros()).i64(create.deadlineMillis());
    create.terms().write(out);
    return out.raw(create.payload()).toBytes();
  }

  private static Input.Create of(byte[] value) {
    ByteReader in = ByteReader.ofLayout(value, LAYOUT);
    Coordinates incarnation = in.coordinates();
    long appendedMicros = in.i64();
    String queueName = in.text();
    String taskId = in.text();
    int flags = in.u8();
    return new Input.Create(
        incarnation,
        appendedMicros,
        queueName,
        taskId,
        (flags & GENERATED) != 0,
        in.flag(),
        in.i64(),
        in.i64(),
        in.i64(),
        Terms.read(flags, in),
        in.rest());
  }
}
