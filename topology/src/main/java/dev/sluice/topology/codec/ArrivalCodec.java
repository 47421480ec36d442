package dev.sluice.topology.codec;

import dev.sluice.topology.core.Coordinates;
import dev.sluice.topology.core.InputTopic;
import dev.sluice.topology.core.UnknownLayoutException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Records that cannot be read yet, kept whole but for foreign headers. */
final class ArrivalCodec {

  private static final int LAYOUT = 1;
  private static final int ABSENT = -1;
  private static final int ENVELOPE_BYTES = 256;

  private ArrivalCodec() {}

  static byte[] toBytes(Arrival arrival) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(ENVELOPE_BYTES + arrival.valueBytes());
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeByte(LAYOUT);
      out.writeUTF(arrival.at().topic().name());
      out.writeInt(arrival.at().partition());
      out.writeLong(arrival.at().offset());
      out.writeLong(arrival.appendedMicros());
      write(out, arrival.key());
      write(out, arrival.value());
      for (String name : Origin.HEADERS) {
        Header header = arrival.headers().lastHeader(name);
        write(out, header == null ? null : header.value());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static Arrival of(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int layout = in.readByte();
      if (layout != LAYOUT) {
        throw new UnknownLayoutException("stored record", Integer.toString(layout), LAYOUT);
      }
      Coordinates at =
          new Coordinates(InputTopic.valueOf(in.readUTF()), in.readInt(), in.readLong());
      long appendedMicros = in.readLong();
      byte @Nullable [] key = read(in);
      byte @Nullable [] value = read(in);
      Headers headers = new RecordHeaders();
      for (String name : Origin.HEADERS) {
        byte @Nullable [] header = read(in);
        if (header != null) {
          headers.add(name, header);
        }
      }
      return new Arrival(at, appendedMicros, key, value, headers);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
    out.writeInt(bytes == null ? ABSENT : bytes.length);
    if (bytes != null) {
      out.write(bytes);
    }
  }

  private static byte @Nullable [] read(DataInputStream in) throws IOException {
    int length = in.readInt();
    return length == ABSENT ? null : in.readNBytes(length);
  }
}
