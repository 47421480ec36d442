package dev.sluice.schemas;

import java.io.ByteArrayOutputStream;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Where one thread encodes its records, one after the other. */
final class RecordBuffer {

  private static final int INITIAL_BYTES = 2048;
  private static final int KEPT_BYTES = 128 * 1024;

  private ByteArrayOutputStream out = new ByteArrayOutputStream(INITIAL_BYTES);
  private BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);

  BinaryEncoder encoder() {
    return encoder;
  }

  void reset() {
    out.reset();
  }

  void writeHeader(long fingerprint) {
    out.write(AvroCodec.MARKER_0);
    out.write(AvroCodec.MARKER_1);
    for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
      out.write((int) (fingerprint >>> shift));
    }
  }

  int size() {
    return out.size();
  }

  byte[] toByteArray() {
    return out.toByteArray();
  }

  /** Lets go of what one large record made it grow to. */
  void trim() {
    if (out.size() > KEPT_BYTES) {
      out = new ByteArrayOutputStream(INITIAL_BYTES);
      encoder = EncoderFactory.get().directBinaryEncoder(out, null);
    }
  }
}
