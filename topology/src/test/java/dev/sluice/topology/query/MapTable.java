package dev.sluice.topology.query;

import dev.sluice.topology.core.Table;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/** A table in memory that other threads may read. */
final class MapTable implements Table {

  private final ConcurrentNavigableMap<byte[], byte[]> entries =
      new ConcurrentSkipListMap<>(Arrays::compareUnsigned);

  @Override
  public byte @Nullable [] get(byte[] key) {
    return entries.get(key);
  }

  @Override
  public Cursor range(byte[] fromInclusive, byte[] toExclusive) {
    Iterator<Map.Entry<byte[], byte[]>> range =
        entries.subMap(fromInclusive, toExclusive).entrySet().iterator();
    return new MapCursor(range);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    entries.put(key, value);
  }

  @Override
  public void delete(byte[] key) {
    entries.remove(key);
  }

  private static final class MapCursor implements Cursor {

    private final Iterator<Map.Entry<byte[], byte[]>> range;
    private Map.Entry<byte[], byte[]> entry = Map.entry(new byte[0], new byte[0]);

    MapCursor(Iterator<Map.Entry<byte[], byte[]>> range) {
      this.range = range;
    }

    @Override
    public boolean next() {
      if (!range.hasNext()) {
        return false;
      }
      entry = range.next();
      return true;
    }

    @Override
    public byte[] key() {
      return entry.getKey();
    }

    @Override
    public byte[] value() {
      return entry.getValue();
    }

    @Override
    public void close() {}
  }
}
