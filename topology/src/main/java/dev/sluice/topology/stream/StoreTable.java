package dev.sluice.topology.stream;

import dev.sluice.topology.core.ReadTable;
import dev.sluice.topology.core.Table;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** A state store as the core's table. */
final class StoreTable implements Table {

  private final KeyValueStore<Bytes, byte[]> store;
  private final ReadTable reads;

  StoreTable(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
    this.reads = new ReadStoreTable(store);
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    return reads.get(key);
  }

  @Override
  public Cursor range(byte[] fromInclusive, byte[] toExclusive) {
    return reads.range(fromInclusive, toExclusive);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    store.put(Bytes.wrap(key), value);
  }

  @Override
  public void delete(byte[] key) {
    // Not delete(): that reads the old value first, to return it.
    store.put(Bytes.wrap(key), null);
  }
}
