package dev.sluice.topology.core;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collections;
import java.util.ConcurrentModificationException;
import java.util.Deque;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A table in memory with transactions: {@link #rollback} takes back all changes since the last
 * {@link #commit}. It refuses changes while a cursor is open.
 */
public final class MemoryTable implements Table {

  private record Change(byte[] key, byte @Nullable [] before) {}

  private final NavigableMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
  private final Deque<Change> changes = new ArrayDeque<>();
  private int openCursors;
  private long reads;

  @Override
  public byte @Nullable [] get(byte[] key) {
    reads++;
    byte[] value = entries.get(key);
    return value == null ? null : value.clone();
  }

  @Override
  public void put(byte[] key, byte[] value) {
    refuseWhileReading();
    changes.push(new Change(key.clone(), entries.put(key.clone(), value.clone())));
  }

  @Override
  public void delete(byte[] key) {
    refuseWhileReading();
    byte[] before = entries.remove(key);
    if (before != null) {
      changes.push(new Change(key.clone(), before));
    }
  }

  @Override
  public Cursor range(byte[] fromInclusive, byte[] toExclusive) {
    reads++;
    openCursors++;
    return new MapCursor(entries.subMap(fromInclusive, toExclusive).entrySet().iterator());
  }

  /** Makes the changes so far final. */
  public void commit() {
    requireClosed();
    changes.clear();
  }

  /** Takes back the changes since the last commit. */
  public void rollback() {
    requireClosed();
    while (!changes.isEmpty()) {
      Change change = changes.pop();
      if (change.before() == null) {
        entries.remove(change.key());
      } else {
        entries.put(change.key(), change.before());
      }
    }
  }

  /** All entries, in the order of their keys. */
  public Map<byte[], byte[]> entries() {
    return Collections.unmodifiableMap(entries);
  }

  /** Number of entries. */
  public int size() {
    return entries.size();
  }

  /** Number of entries whose keys start with a byte. */
  public int count(byte kind) {
    byte[] from = {kind};
    return entries.subMap(from, Keys.endOf(from)).size();
  }

  /** Reads and scans so far. */
  public long reads() {
    return reads;
  }

  private void refuseWhileReading() {
    if (openCursors > 0) {
      throw new ConcurrentModificationException("open cursors: " + openCursors + " (expected: 0)");
    }
  }

  private void requireClosed() {
    if (openCursors > 0) {
      throw new IllegalStateException("open cursors: " + openCursors + " (expected: 0)");
    }
  }

  private final class MapCursor implements Cursor {

    private final Iterator<Map.Entry<byte[], byte[]>> iterator;
    private Map.@Nullable Entry<byte[], byte[]> entry;

    MapCursor(Iterator<Map.Entry<byte[], byte[]>> iterator) {
      this.iterator = iterator;
    }

    @Override
    public boolean next() {
      reads++;
      entry = iterator.hasNext() ? iterator.next() : null;
      return entry != null;
    }

    @Override
    public byte[] key() {
      return current().getKey().clone();
    }

    @Override
    public byte[] value() {
      return current().getValue().clone();
    }

    private Map.Entry<byte[], byte[]> current() {
      if (entry == null) {
        throw new IllegalStateException("position: none (expected: an entry)");
      }
      return entry;
    }

    @Override
    public void close() {
      openCursors--;
    }
  }
}
