package dev.sluice.delivery;

import java.net.URI;
import java.util.Optional;

/**
 * An HTTP proxy.
 *
 * @param host name or address
 * @param port its port
 * @param userInfo {@code user:password} for it, if it wants one
 */
public record ProxyAddress(String host, int port, Optional<String> userInfo) {

  /**
   * Reads {@code http://HOST:PORT} or {@code http://USER:PASSWORD@HOST:PORT}.
   *
   * @throws IllegalArgumentException if it is not one; its message does not repeat the text
   */
  public static ProxyAddress parse(String text) {
    try {
      URI uri = URI.create(text);
      boolean isPlain =
          "http".equals(uri.getScheme())
              && uri.getHost() != null
              && uri.getPort() > 0
              && (uri.getPath().isEmpty() || uri.getPath().equals("/"))
              && uri.getQuery() == null;
      if (isPlain) {
        return new ProxyAddress(
            uri.getHost().replaceAll("[\\[\\]]", ""),
            uri.getPort(),
            Optional.ofNullable(uri.getUserInfo()));
      }
    } catch (IllegalArgumentException e) {
      // Told below, without what may be a password.
    }
    throw new IllegalArgumentException(
        "proxy (expected: http://HOST:PORT or http://USER:PASSWORD@HOST:PORT)");
  }

  /** The address without its password. */
  @Override
  public String toString() {
    String user = userInfo.map(info -> info.replaceFirst(":.*", "") + ":(hidden)@").orElse("");
    return "http://" + user + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
