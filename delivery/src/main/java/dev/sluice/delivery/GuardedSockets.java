package dev.sluice.delivery;

import dev.sluice.delivery.core.AddressRules;
import dev.sluice.delivery.core.RequestRefusedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import javax.net.SocketFactory;

/**
 * Sockets that look at the address they are about to connect to. An address in a URL is never
 * resolved, and a name may resolve to something else the second time: only here is it certain.
 */
final class GuardedSockets extends SocketFactory {

  private final AddressRules rules;
  private final SilentAddresses silent;

  GuardedSockets(AddressRules rules, SilentAddresses silent) {
    this.rules = rules;
    this.silent = silent;
  }

  @Override
  public Socket createSocket() {
    return new GuardedSocket(rules, silent);
  }

  @Override
  public Socket createSocket(String host, int port) {
    throw connected();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
    throw connected();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) {
    throw connected();
  }

  @Override
  public Socket createSocket(
      InetAddress address, int port, InetAddress localAddress, int localPort) {
    throw connected();
  }

  private static UnsupportedOperationException connected() {
    return new UnsupportedOperationException("only sockets that are not yet connected are made");
  }

  private static final class GuardedSocket extends Socket {

    private final AddressRules rules;
    private final SilentAddresses silent;

    GuardedSocket(AddressRules rules, SilentAddresses silent) {
      this.rules = rules;
      this.silent = silent;
    }

    @Override
    public void connect(SocketAddress endpoint) throws IOException {
      connect(endpoint, 0);
    }

    @Override
    public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
      if (!(endpoint instanceof InetSocketAddress target) || target.getAddress() == null) {
        throw new RequestRefusedException("address: " + endpoint + " (expected: a resolved one)");
      }
      String refusal = rules.refusal(target.getAddress());
      if (refusal != null) {
        throw new RequestRefusedException(refusal);
      }
      try {
        super.connect(endpoint, timeoutMillis);
      } catch (SocketTimeoutException | ConnectException | NoRouteToHostException e) {
        silent.failed(target.getAddress());
        throw e;
      }
      silent.connected(target.getAddress());
    }
  }
}
