package dev.sluice.adminapi.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * JSON web tokens of the issuers that are trusted. Only RS256 and ES256 are taken, whatever a token
 * says of itself. A token that was found good is remembered until it expires, so that its signature
 * is not verified with every call.
 */
final class WebTokens {

  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256);
  private static final int MOST_REMEMBERED = 10_000;
  private static final int MOST_KEYS_TRIED = 8;
  private static final long FETCH_LIMIT_SECONDS = 6;

  private record Good(Principal principal, Instant until) {}

  private final Map<String, IssuerKeys> issuers;
  private final AccessSettings.Jwt settings;
  private final InstantSource clock;
  private final Map<String, Good> remembered = new ConcurrentHashMap<>();

  WebTokens(Map<String, IssuerKeys> issuers, AccessSettings.Jwt settings, InstantSource clock) {
    this.issuers = Map.copyOf(issuers);
    this.settings = settings;
    this.clock = clock;
  }

  void look() {
    issuers.values().forEach(IssuerKeys::look);
    // Also what was signed with a key that its issuer has withdrawn is to be looked at again.
    remembered.clear();
  }

  /** Whether a bearer token looks like one of these. */
  static boolean isOne(String token) {
    return token.chars().filter(c -> c == '.').count() == 2;
  }

  /** Says whose a token is; waits for nothing unless its issuer's key is not known yet. */
  CompletableFuture<Identity> identify(String text) {
    String hash = Sha256.hex(text);
    Good good = remembered.get(hash);
    if (good != null && clock.instant().isBefore(good.until())) {
      return done(new Identity.Known(good.principal()));
    }
    try {
      SignedJWT token = SignedJWT.parse(text);
      return identify(token, token.getJWTClaimsSet(), hash);
    } catch (ParseException | IllegalArgumentException e) {
      return rejected("The token is not a signed JSON web token.");
    }
  }

  private CompletableFuture<Identity> identify(SignedJWT token, JWTClaimsSet claims, String hash) {
    JWSAlgorithm algorithm = token.getHeader().getAlgorithm();
    if (!ALGORITHMS.contains(algorithm)) {
      return rejected("The token's algorithm is not RS256 or ES256.");
    }
    IssuerKeys keys = claims.getIssuer() == null ? null : issuers.get(claims.getIssuer());
    if (keys == null) {
      return rejected("The token's issuer is not trusted here.");
    }
    String keyId = token.getHeader().getKeyID();
    List<JWK> candidates = keys.matching(algorithm, keyId);
    if (!candidates.isEmpty()) {
      return done(judge(token, claims, candidates, hash));
    }
    return keys.refresh()
        .completeOnTimeout(null, FETCH_LIMIT_SECONDS, TimeUnit.SECONDS)
        .thenApply(fetched ->
            keys.isLoaded()
                ? judge(token, claims, keys.matching(algorithm, keyId), hash)
                : new Identity.Undecided("The keys of the token's issuer cannot be had now."));
  }

  private Identity judge(SignedJWT token, JWTClaimsSet claims, List<JWK> keys, String hash) {
    if (keys.isEmpty()) {
      return new Identity.Rejected("The token's key is not one of its issuer's.");
    }
    if (keys.stream().limit(MOST_KEYS_TRIED).noneMatch(key -> isSignedWith(token, key))) {
      return new Identity.Rejected("The token's signature is wrong.");
    }
    String fault = fault(claims);
    if (fault != null) {
      return new Identity.Rejected(fault);
    }
    Principal principal = TokenPrincipals.of(claims);
    remember(hash, new Good(principal, end(claims)));
    return new Identity.Known(principal);
  }

  private void remember(String hash, Good good) {
    if (remembered.size() >= MOST_REMEMBERED) {
      remembered.clear();
    }
    remembered.put(hash, good);
  }

  private static boolean isSignedWith(SignedJWT token, JWK key) {
    try {
      JWSVerifier verifier =
          key instanceof ECKey ec ? new ECDSAVerifier(ec) : new RSASSAVerifier(key.toRSAKey());
      return token.verify(verifier);
    } catch (JOSEException e) {
      return false;
    }
  }

  private @Nullable String fault(JWTClaimsSet claims) {
    Instant now = clock.instant();
    if (claims.getExpirationTime() == null) {
      return "The token has no exp.";
    }
    if (!now.isBefore(end(claims))) {
      return "The token has expired.";
    }
    if (isAhead(claims.getNotBeforeTime(), now) || isAhead(claims.getIssueTime(), now)) {
      return "The token is not valid yet.";
    }
    if (claims.getAudience().stream().noneMatch(settings.audiences()::contains)) {
      return "The token is meant for another audience.";
    }
    return claims.getSubject() == null || claims.getSubject().isEmpty()
        ? "The token has no sub."
        : null;
  }

  private Instant end(JWTClaimsSet claims) {
    return claims.getExpirationTime().toInstant().plus(settings.leeway());
  }

  private boolean isAhead(java.util.@Nullable Date time, Instant now) {
    return time != null && time.toInstant().isAfter(now.plus(settings.leeway()));
  }

  private static CompletableFuture<Identity> rejected(String why) {
    return done(new Identity.Rejected(why));
  }

  private static CompletableFuture<Identity> done(Identity identity) {
    return CompletableFuture.completedFuture(identity);
  }
}
