package dev.sluice.delivery.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.sluice.v1.HttpRequest;
import dev.sluice.v1.OidcToken;
import dev.sluice.v1.SigningAlgorithm;
import dev.sluice.v1.SigningKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Tokens as a handler sees them that verifies with a library that nobody here wrote. */
final class OidcTokensTest {

  private static final String ISSUER = "https://sluice.example.com";
  private static final String EMAIL = "worker@demo.iam.gserviceaccount.com";
  private static final String URL = "https://handler.example.com/work?n=1";

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  private static SigningKey key(SigningAlgorithm algorithm, Instant now) {
    return new KeyMaker(new SecureRandom())
        .make(algorithm, new KeyRing.Times(now, now.plus(Duration.ofDays(2))));
  }

  private static Tokens tokens(SigningKey key, String issuer, Instant now) {
    KeyRing ring = new KeyRing(List.of(key), Duration.ofDays(30));
    return Tokens.of(
        new Tokens.Settings(() -> issuer, key.getAlgorithm(), Duration.ofDays(30), Map.of()),
        ring::signer,
        () -> {},
        InstantSource.fixed(now));
  }

  private static String mint(Tokens tokens, String audience) throws IOException {
    String header =
        tokens
            .authorization(
                HttpRequest.newBuilder()
                    .setUrl(URL)
                    .setOidcToken(new OidcToken(EMAIL, audience))
                    .build())
            .orElseThrow();
    assertThat(header).startsWith("Bearer ");
    return header.substring("Bearer ".length());
  }

  private static JWTClaimsSet verify(String token, SigningKey key, String audience)
      throws Exception {
    DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    processor.setJWSKeySelector(
        new JWSVerificationKeySelector<>(
            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256),
            new ImmutableJWKSet<>(new JWKSet(jwk(key)))));
    processor.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            audience,
            new JWTClaimsSet.Builder().issuer(ISSUER).build(),
            Set.of("sub", "iat", "exp", "email")));
    return processor.process(token, null);
  }

  private static JWK jwk(SigningKey key) throws Exception {
    ByteBuffer der = key.getPublicKey().duplicate();
    byte[] bytes = new byte[der.remaining()];
    der.get(bytes);
    X509EncodedKeySpec spec = new X509EncodedKeySpec(bytes);
    return switch (key.getAlgorithm()) {
      case RS256 ->
          new RSAKey.Builder((RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(spec))
              .keyID(key.getId())
              .build();
      case ES256 ->
          new ECKey.Builder(
                  Curve.P_256, (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(spec))
              .keyID(key.getId())
              .build();
    };
  }

  @ParameterizedTest
  @EnumSource(SigningAlgorithm.class)
  void token_hasTheClaimsOfGoogles(SigningAlgorithm algorithm) throws Exception {
    SigningKey key = key(algorithm, now);

    JWTClaimsSet claims = verify(mint(tokens(key, ISSUER, now), ""), key, URL);

    assertThat(claims.getIssuer()).isEqualTo(ISSUER);
    assertThat(claims.getAudience()).containsExactly(URL);
    assertThat(claims.getStringClaim("email")).isEqualTo(EMAIL);
    assertThat(claims.getBooleanClaim("email_verified")).isTrue();
    assertThat(claims.getSubject()).matches("\\d{21}").isEqualTo(claims.getClaim("azp"));
    assertThat(claims.getIssueTime()).isEqualTo(now);
    assertThat(claims.getExpirationTime()).isEqualTo(now.plusSeconds(3600));
  }

  @Test
  void audience_given_isTaken() throws Exception {
    SigningKey key = key(SigningAlgorithm.RS256, now);
    String token = mint(tokens(key, ISSUER, now), "them");

    assertThat(verify(token, key, "them").getAudience()).containsExactly("them");
    assertThatThrownBy(() -> verify(token, key, URL)).isInstanceOf(BadJOSEException.class);
  }

  @Test
  void subject_ofAnEmail_isTheSameForEver() {
    assertThat(OidcTokens.subject(EMAIL)).isEqualTo(OidcTokens.subject(EMAIL));
    assertThat(OidcTokens.subject(EMAIL)).isNotEqualTo(OidcTokens.subject("other@x"));
  }

  @ParameterizedTest
  @EnumSource(SigningAlgorithm.class)
  void token_forged_isRefused(SigningAlgorithm algorithm) throws Exception {
    SigningKey key = key(algorithm, now);
    String[] parts = mint(tokens(key, ISSUER, now), "").split("\\.", -1);
    String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    String other =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.replace(EMAIL, "admin@x").getBytes(StandardCharsets.UTF_8));
    String unsigned =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString("{\"alg\":\"none\"}".getBytes(StandardCharsets.UTF_8));

    assertThatThrownBy(() -> verify(parts[0] + "." + other + "." + parts[2], key, URL))
        .isInstanceOf(BadJOSEException.class);
    assertThatThrownBy(() -> verify(unsigned + "." + parts[1] + ".", key, URL))
        .isInstanceOf(BadJOSEException.class);
  }

  @Test
  void token_signedByAnother_isRefused() throws Exception {
    SigningKey ours = key(SigningAlgorithm.RS256, now);
    SigningKey foreign = key(SigningAlgorithm.RS256, now);
    foreign.setId(ours.getId());

    String token = mint(tokens(foreign, ISSUER, now), "");
    assertThatThrownBy(() -> verify(token, ours, URL)).isInstanceOf(BadJOSEException.class);
    String otherIssuer = mint(tokens(ours, "https://evil.example.com", now), "");
    assertThatThrownBy(() -> verify(otherIssuer, ours, URL)).isInstanceOf(BadJOSEException.class);
  }

  @Test
  void token_expired_isRefused() throws Exception {
    SigningKey key = key(SigningAlgorithm.ES256, now.minus(Duration.ofHours(3)));
    String token = mint(tokens(key, ISSUER, now.minus(Duration.ofHours(2))), "");

    assertThatThrownBy(() -> verify(token, key, URL)).isInstanceOf(BadJOSEException.class);
  }

  @Test
  void noKeyYet_isSaid() {
    Tokens none =
        Tokens.of(
            Tokens.Settings.of(ISSUER),
            (algorithm, at) -> Optional.empty(),
            () -> {},
            InstantSource.fixed(now));

    assertThatThrownBy(() -> mint(none, ""))
        .isInstanceOf(IOException.class)
        .hasMessage("no key to sign an OpenID Connect token with yet");
  }
}
