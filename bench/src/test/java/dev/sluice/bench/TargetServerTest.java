package dev.sluice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class TargetServerTest {

  private static final int ANSWER_BYTES = 38;

  @Test
  void request_inSmallPieces_isReadWhole() throws Exception {
    assertThat(distinctAfter(20_000, 777)).isEqualTo(1);
  }

  @Test
  void request_largerThanTheBuffer_isReadWhole() throws Exception {
    assertThat(distinctAfter(300_000, 300_500)).isEqualTo(1);
  }

  private static int distinctAfter(int bodyBytes, int pieceBytes) throws Exception {
    TargetServer server = new TargetServer();
    Thread.ofPlatform().daemon().start(server);
    server.order(() -> server.begin(new Arrivals(1, 1), 0));
    byte[] request = request(Body.of(1, 0, System.nanoTime(), bodyBytes));
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      OutputStream out = socket.getOutputStream();
      for (int from = 0; from < request.length; from += pieceBytes) {
        out.write(request, from, Math.min(pieceBytes, request.length - from));
        out.flush();
      }
      byte[] answer = socket.getInputStream().readNBytes(ANSWER_BYTES);
      assertThat(new String(answer, StandardCharsets.US_ASCII)).startsWith("HTTP/1.1 200 OK\r\n");
    }
    CompletableFuture<Integer> distinct = new CompletableFuture<>();
    server.order(() -> distinct.complete(server.arrivals().distinct()));
    return distinct.join();
  }

  private static byte[] request(byte[] body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    String head =
        "POST /task HTTP/1.1\r\nHost: here\r\ncOnTeNt-LeNgTh: " + body.length + "\r\n\r\n";
    bytes.write(head.getBytes(StandardCharsets.US_ASCII));
    bytes.write(body);
    return bytes.toByteArray();
  }
}
