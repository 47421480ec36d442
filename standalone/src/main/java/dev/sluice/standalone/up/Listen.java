package dev.sluice.standalone.up;

import dev.sluice.adminapi.access.AccessSettings;
import dev.sluice.standalone.config.ApiKeys;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.error.UserErrorException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks where the API is to listen, before anything is started. */
final class Listen {

  private static final Logger log = LoggerFactory.getLogger(Listen.class);

  private Listen() {}

  /**
   * Checks the address.
   *
   * @throws UserErrorException if it is open to others without leave, not ours, or taken
   */
  static void check(Settings settings) {
    String host = settings.get(ApiKeys.BIND);
    int port = settings.get(ApiKeys.PORT);
    InetAddress address = resolve(host);
    AccessSettings access = AccessKeys.read(settings);
    if (!address.isLoopbackAddress()) {
      requireLeave(host, access, settings.get(ApiKeys.INSECURE));
    }
    requireFree(host, new InetSocketAddress(address, port));
  }

  private static void requireLeave(String host, AccessSettings access, boolean insecure) {
    if (!access.authenticates() && !insecure) {
      throw new UserErrorException(
          "--bind: "
              + host
              + " would let others in, and nobody is authenticated (expected: a loopback address;"
              + " or sluice.api.token-file, sluice.api.jwt.issuers or"
              + " sluice.api.tls.client-ca-file; or --insecure as well)");
    }
    if (access.authenticates() && access.tls().isEmpty()) {
      log.warn(
          "event=tokens_in_the_clear bind={} expected=sluice.api.tls.cert-file_or_a_proxy_with_tls",
          host);
    }
  }

  /** Where the API is, for people and clients of this machine. */
  static String apiUrl(Settings settings, int port) {
    String url = url(settings.get(ApiKeys.BIND), port);
    return settings.get(ApiKeys.CERT).isPresent() ? url.replaceFirst("http", "https") : url;
  }

  /** An address that is listened on, for people and clients of this machine. */
  static String url(String host, int port) {
    return "http://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }

  private static InetAddress resolve(String host) {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new UserErrorException(
          "--bind: " + host + " (expected: an address of this machine, such as 127.0.0.1)");
    }
  }

  private static void requireFree(String host, InetSocketAddress address) {
    try {
      if (PortHolder.isFree(address)) {
        return;
      }
    } catch (IOException e) {
      throw new UserErrorException(
          "port " + address.getPort() + " on " + host + " cannot be used: " + e.getMessage());
    }
    OptionalLong holder = PortHolder.pid(address.getPort());
    throw new UserErrorException(
        "port "
            + address.getPort()
            + " on "
            + host
            + " is in use by another process"
            + (holder.isPresent() ? " (pid " + holder.getAsLong() + ")" : "")
            + " (expected: a free one; choose another with --port)");
  }
}
