package dev.sluice.topology.core;

/**
 * A name that is still taken though its task is gone.
 *
 * @param expiryMicros when it becomes free
 * @param incarnation the task that had it
 */
record Tombstone(long expiryMicros, Coordinates incarnation) {

  private static final int LAYOUT = 1;

  byte[] toBytes() {
    return new ByteWriter(24).u8(LAYOUT).i64(expiryMicros).coordinates(incarnation).toBytes();
  }

  static Tombstone of(byte[] value) {
    ByteReader in = ByteReader.ofLayout(value, LAYOUT);
    return new Tombstone(in.i64(), in.coordinates());
  }
}
