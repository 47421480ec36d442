package dev.sluice.topology.core;

import org.jspecify.annotations.Nullable;

/** The names that are still taken (design section 4), and their removal when they become free. */
final class Tombstones implements Chore {

  private static final int STEP = 100;
  private static final int EXPIRY_AT = 1;
  private static final int QUEUE_AT = 9;
  private static final byte[] NOTHING = {};

  private final Table index;
  private final OrderedRange byExpiry;

  Tombstones(Table index, Ranges ranges) {
    this.index = index;
    this.byExpiry = ranges.open(Keys.TOMBSTONE_BY_EXPIRY);
  }

  @Nullable Tombstone find(Queue queue, String taskId, long nowMicros) {
    byte[] value = index.get(Keys.of(Keys.TOMBSTONE, queue.id, taskId));
    if (value == null) {
      return null;
    }
    Tombstone tombstone = Tombstone.of(value);
    return tombstone.expiryMicros() <= nowMicros ? null : tombstone;
  }

  void put(Queue queue, String taskId, Coordinates incarnation, long expiryMicros, long nowMicros) {
    if (expiryMicros <= nowMicros) {
      return;
    }
    Tombstone tombstone = new Tombstone(expiryMicros, incarnation);
    index.put(Keys.of(Keys.TOMBSTONE, queue.id, taskId), tombstone.toBytes());
    byExpiry.put(Keys.of(Keys.TOMBSTONE_BY_EXPIRY, expiryMicros, queue.id, taskId), NOTHING);
  }

  /** Frees a name; its entry by expiry goes when its time comes. */
  void remove(Queue queue, String taskId) {
    index.delete(Keys.of(Keys.TOMBSTONE, queue.id, taskId));
  }

  @Override
  public boolean step(Turn turn) {
    for (int i = 0; i < STEP; i++) {
      OrderedRange.Entry entry = byExpiry.head();
      if (entry == null || expiryMicros(entry.key()) > turn.nowMicros()) {
        return false;
      }
      free(entry.key());
    }
    return true;
  }

  /** The name may have been taken and freed again since: only its own tombstone goes. */
  private void free(byte[] key) {
    ByteReader in = new ByteReader(key, QUEUE_AT);
    byte[] byName = Keys.of(Keys.TOMBSTONE, in.i64(), in.restAsText());
    byte[] value = index.get(byName);
    if (value != null && Tombstone.of(value).expiryMicros() <= expiryMicros(key)) {
      index.delete(byName);
    }
    byExpiry.delete(key);
  }

  private static long expiryMicros(byte[] key) {
    return new ByteReader(key, EXPIRY_AT).i64();
  }
}
