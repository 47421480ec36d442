package dev.sluice.delivery.token;

import java.net.URI;

/**
 * How access tokens for one service account are got: client credentials (RFC 6749, section 4.4).
 *
 * @param tokenEndpoint http or https URL
 * @param clientId id of the client
 * @param clientSecret its secret; not for logs
 */
public record OAuthClient(URI tokenEndpoint, String clientId, String clientSecret) {

  /** Does not tell the secret. */
  @Override
  public String toString() {
    return "OAuthClient[" + tokenEndpoint + ", " + clientId + "]";
  }
}
