package dev.sluice.topology.stream;

import dev.sluice.topology.core.ReadTable;
import java.util.Arrays;
import java.util.NoSuchElementException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.jspecify.annotations.Nullable;

/** A state store as the core's table, for reading, from any thread. */
public final class ReadStoreTable implements ReadTable {

  private final ReadOnlyKeyValueStore<Bytes, byte[]> store;

  /** Reads from a store. */
  public ReadStoreTable(ReadOnlyKeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    return store.get(Bytes.wrap(key));
  }

  @Override
  public Cursor range(byte[] fromInclusive, byte[] toExclusive) {
    if (Arrays.compareUnsigned(fromInclusive, toExclusive) >= 0) {
      return new StoreCursor(null, toExclusive);
    }
    return new StoreCursor(
        store.range(Bytes.wrap(fromInclusive), Bytes.wrap(toExclusive)), toExclusive);
  }

  /** Stores include the end of a range, tables do not. */
  private static final class StoreCursor implements Cursor {

    private final @Nullable KeyValueIterator<Bytes, byte[]> entries;
    private final byte[] toExclusive;
    private @Nullable KeyValue<Bytes, byte[]> entry;

    StoreCursor(@Nullable KeyValueIterator<Bytes, byte[]> entries, byte[] toExclusive) {
      this.entries = entries;
      this.toExclusive = toExclusive;
    }

    @Override
    public boolean next() {
      entry = null;
      if (entries == null || !entries.hasNext()) {
        return false;
      }
      KeyValue<Bytes, byte[]> next = entries.next();
      if (Arrays.equals(next.key.get(), toExclusive)) {
        return false;
      }
      entry = next;
      return true;
    }

    @Override
    public byte[] key() {
      return current().key.get();
    }

    @Override
    public byte[] value() {
      return current().value;
    }

    private KeyValue<Bytes, byte[]> current() {
      if (entry == null) {
        throw new NoSuchElementException("position: none (expected: next() returned true)");
      }
      return entry;
    }

    @Override
    public void close() {
      if (entries != null) {
        entries.close();
      }
    }
  }
}
