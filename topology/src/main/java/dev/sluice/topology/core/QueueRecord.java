package dev.sluice.topology.core;

/**
 * What is stored of a queue when it changes.
 *
 * @param snapshot the queue
 * @param incarnation the record that created it
 */
record QueueRecord(QueueSnapshot snapshot, Coordinates incarnation) {

  private static final int LAYOUT = 2;

  /** Of releases in which queues did not change requests. */
  private static final int PLAIN_LAYOUT = 1;

  byte[] toBytes() {
    ByteWriter out = new ByteWriter(256).u8(LAYOUT).coordinates(incarnation);
    return QueueCodec.write(out, snapshot).toBytes();
  }

  static QueueRecord of(byte[] value) {
    boolean plain = ByteReader.isOfLayout(value, PLAIN_LAYOUT);
    ByteReader in = ByteReader.ofLayout(value, plain ? PLAIN_LAYOUT : LAYOUT);
    Coordinates incarnation = in.coordinates();
    return new QueueRecord(plain ? QueueCodec.readPlain(in) : QueueCodec.read(in), incarnation);
  }
}
