package dev.sluice.bench.simulation;

import dev.sluice.topology.core.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A table in memory with transactions: what was changed since the last commit can be undone. */
public final class MemoryTable implements Table {

  private record Change(byte[] key, byte @Nullable [] before) {}

  private final TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);
  private final List<Change> changes = new ArrayList<>();

  @Override
  public byte @Nullable [] get(byte[] key) {
    return entries.get(key);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    changes.add(new Change(key, entries.put(key, value)));
  }

  @Override
  public void delete(byte[] key) {
    changes.add(new Change(key, entries.remove(key)));
  }

  /** What was changed cannot be undone any more. */
  public void commit() {
    changes.clear();
  }

  void rollBack() {
    rollBack(_ -> false);
  }

  /** Undoes all changes but those of some keys. */
  void rollBack(Predicate<byte[]> outlives) {
    for (Change change : changes.reversed()) {
      if (outlives.test(change.key)) {
        continue;
      }
      if (change.before == null) {
        entries.remove(change.key);
      } else {
        entries.put(change.key, change.before);
      }
    }
    changes.clear();
  }

  /** How many changes are not committed. */
  int changed() {
    return changes.size();
  }

  @Override
  public Cursor range(byte[] fromInclusive, byte[] toExclusive) {
    return new MapCursor(entries.subMap(fromInclusive, toExclusive).entrySet().iterator());
  }

  private static final class MapCursor implements Cursor {

    private final Iterator<Map.Entry<byte[], byte[]>> iterator;
    private Map.@Nullable Entry<byte[], byte[]> entry;

    MapCursor(Iterator<Map.Entry<byte[], byte[]>> iterator) {
      this.iterator = iterator;
    }

    @Override
    public boolean next() {
      entry = iterator.hasNext() ? iterator.next() : null;
      return entry != null;
    }

    @Override
    public byte[] key() {
      return at().getKey();
    }

    @Override
    public byte[] value() {
      return at().getValue();
    }

    private Map.Entry<byte[], byte[]> at() {
      if (entry == null) {
        throw new NoSuchElementException("cursor: at no entry");
      }
      return entry;
    }

    @Override
    public void close() {}
  }
}
