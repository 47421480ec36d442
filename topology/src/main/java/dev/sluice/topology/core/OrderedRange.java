package dev.sluice.topology.core;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a table whose keys share a prefix, worked off from the front.
 *
 * <p>A store that merges sorted files keeps deleted keys for a while, and a scan has to step over
 * each. What is worked off in order leaves nothing but deleted keys at its front, so a scan from
 * the start of the prefix gets slower with every entry that was ever there. Hence the low-water
 * mark: no entry is below it, no scan starts below it, and it is stored with the state. The first
 * entry is remembered as well, so asking for it again and again costs nothing.
 */
final class OrderedRange {

  /** An entry. */
  record Entry(byte[] key, byte[] value) {}

  private final Table table;
  private final byte[] end;
  private byte[] mark;
  private @Nullable Entry head;

  /** Opens the range over keys with a prefix; mark is the stored one, null if there is none. */
  OrderedRange(Table table, byte[] prefix, byte @Nullable [] mark) {
    this.table = table;
    this.end = Keys.endOf(prefix);
    this.mark = mark == null ? prefix : mark;
  }

  void put(byte[] key, byte[] value) {
    table.put(key, value);
    int order = Arrays.compareUnsigned(key, mark);
    if (order < 0 || (order == 0 && head != null)) {
      mark = key;
      head = new Entry(key, value);
    }
  }

  void delete(byte[] key) {
    table.delete(key);
    if (Arrays.equals(key, mark)) {
      head = null;
      mark = Keys.after(key);
    }
  }

  /** Returns the first entry, or null. */
  @Nullable Entry head() {
    if (head == null && Arrays.compareUnsigned(mark, end) < 0) {
      head = firstFrom(mark);
      mark = head == null ? end : head.key();
    }
    return head;
  }

  /** Returns the first entry at or after a key, or null. */
  @Nullable Entry firstFrom(byte[] from) {
    byte[] start = Arrays.compareUnsigned(from, mark) < 0 ? mark : from;
    if (Arrays.compareUnsigned(start, end) >= 0) {
      return null;
    }
    try (ReadTable.Cursor cursor = table.range(start, end)) {
      return cursor.next() ? new Entry(cursor.key(), cursor.value()) : null;
    }
  }

  /** The key below which there is nothing. */
  byte[] mark() {
    return mark;
  }
}
