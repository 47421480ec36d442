package dev.sluice.topology.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Records that cannot be read yet, because the schema they were written with is not known yet, and
 * records of the same task's name that came after them: the first create of a name wins and a
 * delete follows its create, whatever became readable first. All others pass by.
 *
 * <p>Each schema has a row, which it may share with others, first in, first out. A record whose
 * name already waits goes to that name's row, and so a name is never in two rows. A row moves on as
 * soon as its first record can be read, whatever that one needs. What a record takes here, its task
 * would take as well once it was read: the room has no limit of its own.
 */
final class WaitingRoom {

  private static final int STEP = 20;

  /** What is not from a registry at all may name any number of schemas. */
  private static final int ROWS_AT_MOST = 16;

  private static final byte[] ROWS = Keys.of(Keys.WAITING_ROWS);

  private final Table index;

  /** Few, and none almost always. */
  private final List<Row> rows = new ArrayList<>();

  /** A row: the records from one number up to another are there. */
  private static final class Row {
    final int id;
    long first;
    long next;

    Row(int id, long first, long next) {
      this.id = id;
      this.first = first;
      this.next = next;
    }
  }

  WaitingRoom(Table index) {
    this.index = index;
    byte[] stored = index.get(ROWS);
    if (stored != null) {
      ByteReader in = new ByteReader(stored);
      for (int left = in.count(); left > 0; left--) {
        rows.add(new Row(in.i32(), in.varint(), in.varint()));
      }
    }
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  long size() {
    return rows.stream().mapToLong(row -> row.next - row.first).sum();
  }

  /** Whether a record of a task's name waits. */
  boolean holds(String taskName) {
    return !isEmpty() && rowOf(taskName) != null;
  }

  /** Whether one record of a task's name waits. */
  boolean holds(String taskName, Coordinates at) {
    return !isEmpty() && holds(index, taskName, at);
  }

  /** Whether one record of a task's name waits; for readers. */
  static boolean holds(ReadTable index, String taskName, Coordinates at) {
    return index.get(Keys.waiting(taskName, at)) != null;
  }

  private @Nullable Integer rowOf(String taskName) {
    byte[] prefix = Keys.ofNamePrefix(Keys.WAITING_BY_NAME, taskName);
    try (ReadTable.Cursor cursor = index.range(prefix, Keys.endOf(prefix))) {
      return cursor.next() ? new ByteReader(cursor.value()).i32() : null;
    }
  }

  void add(Coordinates at, Input.Unread unread) {
    Integer taken = isEmpty() ? null : rowOf(unread.taskName());
    Row row = row(taken == null ? Math.floorMod(unread.schemaId(), ROWS_AT_MOST) : taken);
    ByteWriter record = new ByteWriter(64 + unread.record().length).coordinates(at);
    record.text(unread.taskName()).raw(unread.record());
    index.put(Keys.of(Keys.WAITING, row.id, row.next), record.toBytes());
    index.put(
        Keys.waiting(unread.taskName(), at), new ByteWriter(Integer.BYTES).i32(row.id).toBytes());
    row.next++;
    store();
  }

  private Row row(int id) {
    return rows.stream()
        .filter(row -> row.id == id)
        .findFirst()
        .orElseGet(() -> {
          Row added = new Row(id, 0, 0);
          rows.add(added);
          return added;
        });
  }

  /** Takes in records. */
  interface Taker {
    void take(Coordinates at, Input input);
  }

  /**
   * Reads what can be read by now, a step of each row.
   *
   * @param reader reads a record; empty: not yet
   * @return whether there may be more that can be read
   */
  boolean step(Function<byte[], Optional<Input>> reader, Taker taker) {
    boolean more = false;
    for (Row row : List.copyOf(rows)) {
      int read = 0;
      while (read < STEP && readFirst(row, reader, taker)) {
        read++;
      }
      more |= read == STEP;
    }
    return more;
  }

  private boolean readFirst(Row row, Function<byte[], Optional<Input>> reader, Taker taker) {
    if (row.first == row.next) {
      return false;
    }
    byte[] key = Keys.of(Keys.WAITING, row.id, row.first);
    byte[] stored = index.get(key);
    if (stored == null) {
      throw new IllegalStateException("row " + row.id + ": lacks its number " + row.first);
    }
    ByteReader record = new ByteReader(stored);
    Coordinates at = record.coordinates();
    String taskName = record.text();
    Optional<Input> input = reader.apply(record.rest());
    if (input.isEmpty()) {
      return false;
    }
    index.delete(key);
    index.delete(Keys.waiting(taskName, at));
    row.first++;
    if (row.first == row.next) {
      rows.remove(row);
    }
    store();
    taker.take(at, input.get());
    return true;
  }

  private void store() {
    if (rows.isEmpty()) {
      index.delete(ROWS);
      return;
    }
    ByteWriter out = new ByteWriter(1 + 24 * rows.size()).varint(rows.size());
    rows.forEach(row -> out.i32(row.id).varint(row.first).varint(row.next));
    index.put(ROWS, out.toBytes());
  }
}
