package dev.sluice.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LinkTest {

  private ServerSocket server;
  private Link link;

  @BeforeEach
  void open() throws IOException {
    server = new ServerSocket(0, 5, Addresses.LOOPBACK);
    link =
        Link.open(
            Addresses.LOOPBACK,
            0,
            new InetSocketAddress(Addresses.LOOPBACK, server.getLocalPort()));
  }

  @AfterEach
  void close() throws IOException {
    link.close();
    server.close();
  }

  @Test
  void bytes_passInBothDirections() throws IOException {
    try (Socket caller = call();
        Socket called = server.accept()) {
      caller.getOutputStream().write(1);
      assertThat(called.getInputStream().read()).isEqualTo(1);
      called.getOutputStream().write(2);
      assertThat(caller.getInputStream().read()).isEqualTo(2);
    }
  }

  @Test
  void cut_endsWhatIsOpenAndWhatIsOpenedThen() throws IOException {
    try (Socket caller = call();
        Socket _ = server.accept()) {
      link.set(new Link.State.Cut());

      assertEnded(caller);
      try (Socket another = call()) {
        assertEnded(another);
      }
    }
  }

  @Test
  void stalled_holdsBackUntilItIsOver() throws IOException {
    try (Socket caller = call();
        Socket called = server.accept()) {
      link.set(new Link.State.Stalled());
      caller.getOutputStream().write(1);
      called.setSoTimeout(50);
      assertThatThrownBy(() -> called.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);

      link.set(new Link.State.Open());
      called.setSoTimeout(0);
      assertThat(called.getInputStream().read()).isEqualTo(1);
    }
  }

  private Socket call() throws IOException {
    return new Socket(Addresses.LOOPBACK, link.port());
  }

  private static void assertEnded(Socket socket) {
    try {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    } catch (IOException e) {
      assertThat(e).isNotInstanceOf(SocketTimeoutException.class);
    }
  }
}
