package dev.sluice.bench.simulation;

import dev.sluice.topology.core.Table;
import org.jspecify.annotations.Nullable;

/** A table that loses what is put into one part of it: the keys that start with a byte. */
record BrokenTable(Table table, byte lostPart, boolean onlyUpdates) implements Table {

  @Override
  public void put(byte[] key, byte[] value) {
    if (key[0] != lostPart || (onlyUpdates && table.get(key) == null)) {
      table.put(key, value);
    }
  }

  @Override
  public void delete(byte[] key) {
    table.delete(key);
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    return table.get(key);
  }

  @Override
  public Cursor range(byte[] fromInclusive, byte[] toExclusive) {
    return table.range(fromInclusive, toExclusive);
  }
}
