package dev.sluice.delivery.token;

import java.net.URI;
import java.util.List;
import java.util.Locale;

/**
 * How access tokens for one service account are got: client credentials (RFC 6749, section 4.4).
 *
 * @param tokenEndpoint http or https URL
 * @param clientId id of the client
 * @param clientSecret its secret; not for logs
 * @param hosts where its tokens may go: names, or {@code .example.com} for all below it. Whoever
 *     may create tasks could have them sent anywhere else
 */
public record OAuthClient(
    URI tokenEndpoint, String clientId, String clientSecret, List<String> hosts) {

  /** Copies the list. */
  public OAuthClient {
    hosts = hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).toList();
  }

  /**
   * Whether its tokens may go to a host.
   *
   * @param host in lower case
   */
  boolean mayGoTo(String host) {
    return hosts.stream()
        .anyMatch(each -> each.startsWith(".") ? host.endsWith(each) : host.equals(each));
  }

  /** Does not tell the secret. */
  @Override
  public String toString() {
    return "OAuthClient[" + tokenEndpoint + ", " + clientId + "]";
  }
}
