package dev.sluice.delivery;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/**
 * A target that no connection comes through to, as behind a firewall that drops packets: nobody
 * accepts, and so many wait for it that the system lets others' packets fall.
 */
final class SilentTarget implements AutoCloseable {

  private static final int UNTIL_IT_IS_FULL_MILLIS = 300;

  private final ServerSocket server;
  private final List<Socket> waiting = new ArrayList<>();

  SilentTarget() throws IOException {
    this.server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    while (waits()) {}
  }

  private boolean waits() throws IOException {
    Socket socket = new Socket();
    waiting.add(socket);
    try {
      socket.connect(
          new InetSocketAddress(server.getInetAddress(), server.getLocalPort()),
          UNTIL_IT_IS_FULL_MILLIS);
      return true;
    } catch (SocketTimeoutException e) {
      return false;
    }
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort() + "/";
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket socket : waiting) {
      socket.close();
    }
  }
}
