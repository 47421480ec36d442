package dev.sluice.topology.core;

/** Numbers that are given out once. */
final class Counters {

  private static final int LAYOUT = 1;
  private static final byte[] KEY = Keys.of(Keys.COUNTERS);

  private final Table index;
  private long lastQueueId;
  private long lastDeadLetter;
  private long lastParked;
  private boolean moved;

  Counters(Table index) {
    this.index = index;
    byte[] value = index.get(KEY);
    if (value != null) {
      ByteReader in = ByteReader.ofLayout(value, LAYOUT);
      lastQueueId = in.varint();
      lastDeadLetter = in.varint();
      lastParked = in.varint();
    }
  }

  long nextQueueId() {
    moved = true;
    return ++lastQueueId;
  }

  long nextDeadLetter() {
    moved = true;
    return ++lastDeadLetter;
  }

  long nextParked() {
    moved = true;
    return ++lastParked;
  }

  long lastParked() {
    return lastParked;
  }

  void flush() {
    if (moved) {
      ByteWriter out = new ByteWriter(31).u8(LAYOUT);
      index.put(KEY, out.varint(lastQueueId).varint(lastDeadLetter).varint(lastParked).toBytes());
      moved = false;
    }
  }
}
