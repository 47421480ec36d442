package dev.sluice.bench.simulation;

import dev.sluice.topology.core.Table;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A table that does wrong with one part of it: the keys that start with a byte. */
record BrokenTable(Table table, byte part, How how) implements Table {

  /** What it does. */
  enum How {
    LOSES_ENTRIES,
    LOSES_UPDATES,
    KEEPS_DELETED,
    /** To the bucket of a queue, which stands behind the layout's byte. */
    ADDS_A_TOKEN,
    /** To the attempts in flight of a queue, the sixth of the numbers behind bucket and pace. */
    ADDS_A_SLOT
  }

  private static final long TOKEN_NANOS = 1_000_000_000;
  private static final int NUMBERS = 33;
  private static final int BEFORE_SLOTS = 5;

  @Override
  public void put(byte[] key, byte[] value) {
    if (key[0] != part) {
      table.put(key, value);
      return;
    }
    switch (how) {
      case LOSES_ENTRIES -> {}
      case LOSES_UPDATES -> {
        if (table.get(key) == null) {
          table.put(key, value);
        }
      }
      case KEEPS_DELETED -> table.put(key, value);
      case ADDS_A_TOKEN -> {
        ByteBuffer bytes = ByteBuffer.wrap(value.clone());
        table.put(key, bytes.putLong(1, bytes.getLong(1) + TOKEN_NANOS).array());
      }
      case ADDS_A_SLOT -> table.put(key, withASlotMore(value.clone()));
    }
  }

  private static byte[] withASlotMore(byte[] motion) {
    int at = NUMBERS;
    for (int i = 0; i < BEFORE_SLOTS; i++) {
      while (motion[at] < 0) {
        at++;
      }
      at++;
    }
    if (motion[at] >= 0 && motion[at] < Byte.MAX_VALUE) {
      motion[at]++;
    }
    return motion;
  }

  @Override
  public void delete(byte[] key) {
    if (key[0] != part || how != How.KEEPS_DELETED) {
      table.delete(key);
    }
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
