package dev.sluice.standalone.client;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.standalone.error.UserErrorException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class RestTest {

  @Test
  @Timeout(60)
  void answer_thatNeverEnds_isGivenUpAndItsConnectionClosed() throws Exception {
    AtomicInteger open = new AtomicInteger();
    try (ServerSocket endless = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> beginAnswer(endless, open));
      String endpoint = "http://127.0.0.1:" + endless.getLocalPort();
      Rest rest = new Rest(endpoint, Credentials.NONE, Duration.ofMillis(300));

      assertThatThrownBy(() -> rest.get("projects/p/locations/l/queues"))
          .isInstanceOf(UserErrorException.class)
          .hasMessage(endpoint + " did not answer in full within 300ms");
      await().atMost(Duration.ofSeconds(30)).until(() -> open.get() == 0);
    }
  }

  /** Takes one connection, says that an answer comes, and waits for the client to hang up. */
  private static void beginAnswer(ServerSocket server, AtomicInteger open) {
    try (Socket connection = server.accept()) {
      open.incrementAndGet();
      connection
          .getOutputStream()
          .write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n".getBytes(US_ASCII));
      connection.getInputStream().transferTo(OutputStream.nullOutputStream());
      open.decrementAndGet();
    } catch (SocketException e) {
      open.decrementAndGet();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
