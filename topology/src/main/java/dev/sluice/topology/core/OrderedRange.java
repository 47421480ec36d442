package dev.sluice.topology.core;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a table whose keys share a prefix, worked off from the front.
 *
 * <p>A store that merges sorted files keeps deleted keys for a while, and a scan has to step over
 * each. What is worked off in order leaves nothing but deleted keys at its front, so a scan from
 * the start of the prefix gets slower with every entry that was ever there, and one that finds
 * nothing steps over what was deleted behind the prefix as well. Hence the low-water mark: no entry
 * is below it, no scan starts below it, and it is stored with the state; a range that is known to
 * be empty has it at its end, and is not scanned. The first entries are remembered as well, so
 * asking for the first again and again costs nothing, and a scan serves many that are taken one
 * after the other.
 */
final class OrderedRange {

  /** So many entries are remembered at most. */
  private static final int AHEAD = 32;

  /** And so much of their values, but for one entry: parked creates hold whole tasks. */
  private static final int AHEAD_BYTES = 64 << 10;

  /** An entry. */
  record Entry(byte[] key, byte[] value) {}

  private final Table table;
  private final Remembered all;
  private final byte[] end;
  private byte[] mark;

  /** All entries below {@link #knownEnd}. */
  private final TreeMap<byte[], byte[]> known = new TreeMap<>(Arrays::compareUnsigned);

  private byte[] knownEnd;
  private long knownBytes;
  private int nextScan = 1;

  /**
   * Opens the range over keys with a prefix.
   *
   * @param mark the stored one; null: there is none
   * @param all what is remembered by this and others
   */
  OrderedRange(Table table, byte[] prefix, byte @Nullable [] mark, Remembered all) {
    this.table = table;
    this.all = all;
    this.end = Keys.endOf(prefix);
    this.mark = mark == null ? prefix : mark;
    this.knownEnd = this.mark;
  }

  void put(byte[] key, byte[] value) {
    table.put(key, value);
    if (Arrays.compareUnsigned(key, knownEnd) < 0) {
      remember(key, value);
      while (known.size() > AHEAD || (known.size() > 1 && isMuch())) {
        knownEnd = known.lastKey();
        forget(knownEnd);
      }
    }
    if (Arrays.compareUnsigned(key, mark) < 0) {
      mark = key;
    }
  }

  void delete(byte[] key) {
    table.delete(key);
    forget(key);
    if (known.isEmpty() && Arrays.equals(knownEnd, end)) {
      mark = end;
    } else if (Arrays.equals(key, mark)) {
      mark = Keys.after(key);
    }
  }

  private boolean isMuch() {
    return knownBytes > AHEAD_BYTES || all.isFull();
  }

  private void remember(byte[] key, byte[] value) {
    forget(key);
    known.put(key, value);
    knownBytes += value.length;
    all.add(1);
  }

  private void forget(byte[] key) {
    byte @Nullable [] old = known.remove(key);
    if (old != null) {
      knownBytes -= old.length;
      all.remove(1);
    }
  }

  /** The range is not used any more. */
  void close() {
    all.remove(known.size());
  }

  /** Returns the first entry, or null. */
  @Nullable Entry head() {
    if (known.isEmpty()) {
      lookAhead();
    }
    Map.Entry<byte[], byte[]> first = known.firstEntry();
    mark = first == null ? end : first.getKey();
    return first == null ? null : new Entry(first.getKey(), first.getValue());
  }

  /** Remembers the next entries: few at first, more once those were all used. */
  private void lookAhead() {
    byte[] from = Arrays.compareUnsigned(mark, knownEnd) > 0 ? mark : knownEnd;
    if (Arrays.compareUnsigned(from, end) >= 0) {
      return;
    }
    boolean more = true;
    try (ReadTable.Cursor cursor = table.range(from, end)) {
      while (more && known.size() < nextScan && (known.isEmpty() || !isMuch())) {
        more = cursor.next();
        if (more) {
          remember(cursor.key(), cursor.value());
        }
      }
    }
    knownEnd = more ? Keys.after(known.lastKey()) : end;
    nextScan = Math.min(AHEAD, 2 * nextScan);
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
