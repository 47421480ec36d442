package dev.sluice.delivery;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How requests reach their targets.
 *
 * @param proxy HTTP proxy that they go through
 * @param proxyExemptHosts hosts that they go to directly; one that starts with a dot stands for all
 *     names below it
 * @param caFile whose certificates targets may have besides those that the JDK trusts, PEM
 * @param certificate what targets are shown that ask for a certificate
 * @param connectionsPerHost requests, and so connections, to one host and port at once; 0: no limit
 */
public record OutboundSettings(
    Optional<ProxyAddress> proxy,
    List<String> proxyExemptHosts,
    Optional<Path> caFile,
    Optional<Certificate> certificate,
    int connectionsPerHost) {

  /** Directly, with the JDK's authorities, without a certificate, without a limit. */
  public static final OutboundSettings DEFAULT =
      new OutboundSettings(Optional.empty(), List.of(), Optional.empty(), Optional.empty(), 0);

  /**
   * A certificate of the worker's.
   *
   * @param certFile chain, PEM
   * @param keyFile its private key, PEM, PKCS#8, not encrypted
   */
  public record Certificate(Path certFile, Path keyFile) {}

  /** Copies the list. */
  public OutboundSettings {
    proxyExemptHosts = List.copyOf(proxyExemptHosts);
    if (connectionsPerHost < 0) {
      throw new IllegalArgumentException(
          "connectionsPerHost: " + connectionsPerHost + " (expected: >= 0)");
    }
  }
}
