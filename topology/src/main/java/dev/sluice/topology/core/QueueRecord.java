package dev.sluice.topology.core;

import java.util.function.Function;

/**
 * What is stored of a queue when it changes.
 *
 * @param snapshot the queue
 * @param incarnation the record that created it
 */
record QueueRecord(QueueSnapshot snapshot, Coordinates incarnation) {

  private static final int LAYOUT = 3;

  /** Of releases in which queues had no budgets. */
  private static final int UNBUDGETED_LAYOUT = 2;

  /** Of releases in which queues did not change requests. */
  private static final int PLAIN_LAYOUT = 1;

  byte[] toBytes() {
    ByteWriter out = new ByteWriter(256).u8(LAYOUT).coordinates(incarnation);
    return QueueCodec.write(out, snapshot).toBytes();
  }

  static QueueRecord of(byte[] value) {
    if (ByteReader.isOfLayout(value, PLAIN_LAYOUT)) {
      return read(ByteReader.ofLayout(value, PLAIN_LAYOUT), QueueCodec::readPlain);
    }
    return ByteReader.isOfLayout(value, UNBUDGETED_LAYOUT)
        ? read(ByteReader.ofLayout(value, UNBUDGETED_LAYOUT), QueueCodec::readUnbudgeted)
        : read(ByteReader.ofLayout(value, LAYOUT), QueueCodec::read);
  }

  private static QueueRecord read(ByteReader in, Function<ByteReader, QueueSnapshot> snapshot) {
    Coordinates incarnation = in.coordinates();
    return new QueueRecord(snapshot.apply(in), incarnation);
  }
}
