package dev.sluice.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.function.BiConsumer;

/** One connection to the target: as much of HTTP/1.1 as its clients speak. */
final class TargetConnection {

  private static final int FIRST_BYTES = 16 << 10;
  private static final byte[] LENGTH = "content-length:".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private final SocketChannel channel;
  private ByteBuffer in = ByteBuffer.allocate(FIRST_BYTES);

  TargetConnection(SocketChannel channel) {
    this.channel = channel;
  }

  /** Reads what is there; returns false at the end of the connection. */
  boolean read(BiConsumer<TargetConnection, byte[]> requests) throws IOException {
    int count = channel.read(in);
    in.flip();
    int body = bodyStart();
    while (body >= 0) {
      int length = contentLength(body);
      if (in.limit() - body < length) {
        makeRoomFor(body - in.position() + length);
        break;
      }
      byte[] bytes = new byte[length];
      in.get(body, bytes);
      in.position(body + length);
      requests.accept(this, bytes);
      body = bodyStart();
    }
    in.compact();
    return count >= 0;
  }

  void answer() throws IOException {
    ByteBuffer out = ByteBuffer.wrap(ANSWER);
    while (out.hasRemaining()) {
      channel.write(out);
    }
  }

  private void makeRoomFor(int bytes) {
    if (bytes > in.capacity()) {
      in = ByteBuffer.allocate(bytes).put(in).flip();
    }
  }

  private int bodyStart() {
    for (int i = in.position(); i + 3 < in.limit(); i++) {
      if (in.get(i) == '\r'
          && in.get(i + 1) == '\n'
          && in.get(i + 2) == '\r'
          && in.get(i + 3) == '\n') {
        return i + 4;
      }
    }
    return -1;
  }

  private int contentLength(int headEnd) {
    for (int i = in.position(); i < headEnd - LENGTH.length; i++) {
      if (in.get(i) == '\n' && startsWithLength(i + 1)) {
        return number(i + 1 + LENGTH.length);
      }
    }
    return 0;
  }

  private boolean startsWithLength(int at) {
    for (int i = 0; i < LENGTH.length; i++) {
      // Header names are ASCII: this bit is the case of a letter, and set in the others.
      if ((in.get(at + i) | 0x20) != LENGTH[i]) {
        return false;
      }
    }
    return true;
  }

  private int number(int from) {
    int number = 0;
    for (int i = from; in.get(i) != '\r'; i++) {
      if (in.get(i) != ' ') {
        number = number * 10 + in.get(i) - '0';
      }
    }
    return number;
  }
}
