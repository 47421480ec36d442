package dev.sluice.delivery.token;

import dev.sluice.v1.SigningAlgorithm;
import dev.sluice.v1.SigningKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * OpenID Connect tokens that Sluice issues (spec section 4.2), with the claims that Google's have.
 * Minted for each request, so that waiting and retrying use up none of their time.
 */
final class OidcTokens {

  private final KeySource keys;
  private final Supplier<String> issuer;
  private final SigningAlgorithm algorithm;
  private final InstantSource clock;
  private volatile @Nullable Ready ready;

  /** A key that has been read. */
  private record Ready(String keyId, JwtSigner signer) {}

  OidcTokens(
      KeySource keys, Supplier<String> issuer, SigningAlgorithm algorithm, InstantSource clock) {
    this.keys = keys;
    this.issuer = issuer;
    this.algorithm = algorithm;
    this.clock = clock;
  }

  /**
   * Returns a token.
   *
   * @param email whom it speaks for
   * @param audience whom it is meant for
   * @throws IOException if there is no key
   */
  String mint(String email, String audience) throws IOException {
    Instant now = clock.instant();
    SigningKey key =
        keys.signer(algorithm, now)
            .orElseThrow(() -> new IOException("no key to sign an OpenID Connect token with yet"));
    try {
      return signer(key).sign(claims(email, audience, now));
    } catch (GeneralSecurityException e) {
      throw new IOException("key " + key.getId() + " cannot sign: " + e.getMessage(), e);
    }
  }

  private JwtSigner signer(SigningKey key) throws GeneralSecurityException {
    Ready known = ready;
    if (known == null || !known.keyId.equals(key.getId())) {
      known = new Ready(key.getId(), JwtSigner.of(key));
      ready = known;
    }
    return known.signer;
  }

  private Map<String, Object> claims(String email, String audience, Instant now) {
    String subject = subject(email);
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("aud", audience);
    claims.put("azp", subject);
    claims.put("email", email);
    claims.put("email_verified", true);
    claims.put("exp", now.plus(KeyRing.TOKEN_LIFE).getEpochSecond());
    claims.put("iat", now.getEpochSecond());
    claims.put("iss", issuer.get());
    claims.put("sub", subject);
    return claims;
  }

  /** A number of 21 digits, as Google's service accounts have, that is the same for ever. */
  static String subject(String email) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(email.getBytes(StandardCharsets.UTF_8));
      return String.format("1%020d", ByteBuffer.wrap(hash).getLong() >>> 1);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256: not in this JDK", e);
    }
  }
}
