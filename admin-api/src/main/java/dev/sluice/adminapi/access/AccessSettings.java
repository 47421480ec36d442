package dev.sluice.adminapi.access;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Who may call the API, and how. All files are read again when they change.
 *
 * @param tls certificate of the port; empty: plain HTTP
 * @param tokenFile bearer tokens and whose they are
 * @param jwt which JSON web tokens are taken
 * @param policyFile who may do what; empty: everyone who is authenticated may do everything
 * @param secretHeaders headers of tasks, besides Authorization, whose values no view shows
 */
public record AccessSettings(
    Optional<Tls> tls,
    Optional<Path> tokenFile,
    Optional<Jwt> jwt,
    Optional<Path> policyFile,
    List<String> secretHeaders) {

  /** Plain HTTP, and nobody is asked who they are. */
  public static final AccessSettings OPEN =
      new AccessSettings(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());

  /** Copies the list. */
  public AccessSettings {
    secretHeaders = List.copyOf(secretHeaders);
  }

  /**
   * TLS of the port.
   *
   * @param certFile certificate chain, PEM
   * @param keyFile its private key, PEM, PKCS#8, not encrypted
   * @param clientCaFile whose certificates identify callers, PEM; empty: nobody's
   */
  public record Tls(Path certFile, Path keyFile, Optional<Path> clientCaFile) {}

  /**
   * JSON web tokens (RFC 7519) of OpenID issuers, signed with RS256 or ES256.
   *
   * @param issuers whose tokens are taken
   * @param audiences a token must be meant for one of them
   * @param leeway how far the clocks of issuers may be off
   * @param caFile whose certificates issuers may have, PEM; empty: the JDK's authorities
   */
  public record Jwt(
      List<Issuer> issuers, Set<String> audiences, Duration leeway, Optional<Path> caFile) {

    /**
     * Copies the collections.
     *
     * @throws AccessConfigException if there is no issuer or no audience: tokens that were issued
     *     for other services must not open this one
     */
    public Jwt {
      issuers = List.copyOf(issuers);
      audiences = Set.copyOf(audiences);
      if (issuers.isEmpty() || audiences.isEmpty()) {
        throw new AccessConfigException(
            "JSON web tokens: issuers: "
                + issuers.size()
                + ", audiences: "
                + audiences.size()
                + " (expected: at least one of each, or neither)");
      }
    }
  }

  /**
   * An OpenID issuer.
   *
   * @param url as in the tokens' {@code iss}
   * @param keys file or URL of its JSON web key set; empty: as its discovery document says
   */
  public record Issuer(String url, Optional<String> keys) {}

  /** Whether callers have to say who they are. */
  public boolean authenticates() {
    return tokenFile.isPresent() || jwt.isPresent() || tls.flatMap(Tls::clientCaFile).isPresent();
  }
}
