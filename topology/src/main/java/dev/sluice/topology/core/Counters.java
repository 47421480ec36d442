package dev.sluice.topology.core;

/** Numbers that are given out once, and sums over the partition's queues. */
final class Counters {

  private static final int LAYOUT = 2;

  /** Of releases that summed up nothing. */
  private static final int OLD_LAYOUT = 1;

  private static final byte[] KEY = Keys.of(Keys.COUNTERS);

  private final Table index;
  private long lastQueueId;
  private long lastDeadLetter;
  private long lastParked;
  private long pendingTasks;
  private long pendingBytes;
  private boolean moved;

  Counters(Table index) {
    this.index = index;
    byte[] value = index.get(KEY);
    if (value != null) {
      boolean old = ByteReader.isOfLayout(value, OLD_LAYOUT);
      ByteReader in = ByteReader.ofLayout(value, old ? OLD_LAYOUT : LAYOUT);
      lastQueueId = in.varint();
      lastDeadLetter = in.varint();
      lastParked = in.varint();
      pendingTasks = old ? 0 : in.varint();
      pendingBytes = old ? 0 : in.varint();
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

  /** Counts tasks that came or went; what was there before counting began may go, too. */
  void addPending(long tasks, long bytes) {
    moved = true;
    pendingTasks = Math.max(0, pendingTasks + tasks);
    pendingBytes = Math.max(0, pendingBytes + bytes);
  }

  long pendingTasks() {
    return pendingTasks;
  }

  long pendingBytes() {
    return pendingBytes;
  }

  void flush() {
    if (moved) {
      ByteWriter out = new ByteWriter(51).u8(LAYOUT);
      out.varint(lastQueueId).varint(lastDeadLetter).varint(lastParked);
      index.put(KEY, out.varint(pendingTasks).varint(pendingBytes).toBytes());
      moved = false;
    }
  }
}
