package dev.sluice.adminapi.http;

import static dev.sluice.adminapi.http.ApiFixture.LOCATION;
import static dev.sluice.adminapi.http.ApiFixture.assertError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import dev.sluice.adminapi.access.AccessSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JSON web tokens of an issuer over HTTP, from its discovery document on. */
final class WebTokensTest {

  private static final String QUEUES = "/v2/" + LOCATION + "/queues";
  private static final String AUDIENCE = "https://sluice.example.com";
  private static final RSAKey RSA = TestIssuer.rsa("rsa-1");
  private static final ECKey EC = TestIssuer.ec("ec-1");

  @TempDir private Path folder;
  private final TestIssuer issuer = TestIssuer.start();

  @BeforeEach
  void publish() {
    issuer.publish(RSA, EC);
  }

  @AfterEach
  void stop() {
    issuer.close();
  }

  @Test
  void token_signedWithAKeyOfTheIssuer_isTaken() throws Exception {
    try (ApiFixture api = trusting(Optional.empty())) {
      assertThat(call(api, TestIssuer.sign(good(), RSA)).status()).isEqualTo(200);
      assertThat(call(api, TestIssuer.sign(good(), EC)).status()).isEqualTo(200);
      assertThat(call(api, TestIssuer.sign(good(), RSA)).status()).isEqualTo(200);
    }
  }

  @Test
  void token_signedWithAKeyOfAFile_isTaken() throws Exception {
    Path keys = Files.writeString(folder.resolve("keys.json"), TestIssuer.keySet(RSA));
    try (ApiFixture api = trusting(Optional.of(keys.toString()))) {
      assertThat(call(api, TestIssuer.sign(good(), RSA)).status()).isEqualTo(200);
      assertThat(issuer.asked()).isZero();
    }
  }

  @Test
  void token_thatIsNotInOrder_is401WithTheReason() throws Exception {
    Instant now = Instant.now();
    JWTClaimsSet claims = good();
    try (ApiFixture api = trusting(Optional.empty())) {
      assertRejected(
          api,
          TestIssuer.sign(but(claims).expirationTime(Date.from(now.minusSeconds(31))).build(), RSA),
          "The token has expired.");
      assertRejected(
          api,
          TestIssuer.sign(but(claims).expirationTime(null).build(), RSA),
          "The token has no exp.");
      assertRejected(
          api,
          TestIssuer.sign(but(claims).notBeforeTime(Date.from(now.plusSeconds(60))).build(), RSA),
          "The token is not valid yet.");
      assertRejected(
          api,
          TestIssuer.sign(but(claims).audience("https://other.example.com").build(), RSA),
          "The token is meant for another audience.");
      assertRejected(
          api,
          TestIssuer.sign(but(claims).issuer("https://evil.example.com").build(), RSA),
          "The token's issuer is not trusted here.");
      assertRejected(
          api, TestIssuer.sign(but(claims).subject(null).build(), RSA), "The token has no sub.");
    }
  }

  @Test
  void token_withinTheLeeway_isTaken() throws Exception {
    Date end = Date.from(Instant.now().minusSeconds(5));
    try (ApiFixture api = trusting(Optional.empty())) {
      String token = TestIssuer.sign(but(good()).expirationTime(end).build(), RSA);
      assertThat(call(api, token).status()).isEqualTo(200);
    }
  }

  @Test
  void token_thatIsForged_is401() throws Exception {
    try (ApiFixture api = trusting(Optional.empty())) {
      String token = TestIssuer.sign(good(), RSA);
      String[] parts = token.split("\\.", -1);
      String other = TestIssuer.sign(but(good()).subject("root").build(), EC).split("\\.", -1)[1];

      assertRejected(
          api, parts[0] + "." + other + "." + parts[2], "The token's signature is wrong.");
      assertRejected(
          api, TestIssuer.sign(good(), TestIssuer.rsa("rsa-1")), "The token's signature is wrong.");
      assertRejected(
          api,
          TestIssuer.sign(good(), TestIssuer.rsa("rsa-2")),
          "The token's key is not one of its issuer's.");
      assertRejected(api, TestIssuer.unsigned(good()), "The token is not a signed JSON web token.");
      // The classic: the public key, which everybody knows, as the secret of an HMAC.
      assertRejected(
          api, TestIssuer.hmac(good(), RSA), "The token's algorithm is not RS256 or ES256.");
      assertRejected(
          api,
          TestIssuer.sign(good(), RSA, JWSAlgorithm.RS512),
          "The token's algorithm is not RS256 or ES256.");
    }
  }

  @Test
  void token_withAKeyThatTheIssuerHasAddedSince_isTakenOnceItsKeysAreFetchedAgain()
      throws Exception {
    RSAKey next = TestIssuer.rsa("rsa-2");
    try (ApiFixture api = trusting(Optional.empty())) {
      await().until(() -> call(api, TestIssuer.sign(good(), RSA)).status() == 200);
      issuer.publish(next);

      // Keys are fetched again at most every ten seconds, whatever tokens say.
      await()
          .atMost(Duration.ofSeconds(30))
          .until(() -> call(api, TestIssuer.sign(good(), next)).status() == 200);
      assertThat(issuer.asked()).isLessThan(10);
      assertRejected(
          api, TestIssuer.sign(good(), RSA), "The token's key is not one of its issuer's.");
    }
  }

  @Test
  void token_whileTheIssuerCannotBeReached_isUnavailable_andOthersAreServed() throws Exception {
    issuer.close();
    try (ApiFixture api = trusting(Optional.empty())) {
      assertError(
          call(api, TestIssuer.sign(good(), RSA)),
          503,
          "UNAVAILABLE",
          "The keys of the token's issuer cannot be had now. Try again later.");
      assertThat(api.get("/healthz/live").status()).isEqualTo(200);
    }
  }

  private ApiFixture trusting(Optional<String> keys) {
    AccessSettings.Jwt jwt =
        new AccessSettings.Jwt(
            List.of(new AccessSettings.Issuer(issuer.url(), keys)),
            Set.of(AUDIENCE),
            Duration.ofSeconds(30),
            Optional.empty());
    return new ApiFixture(
        new AccessSettings(
            Optional.empty(), Optional.empty(), Optional.of(jwt), Optional.empty(), List.of()));
  }

  private JWTClaimsSet good() {
    return new JWTClaimsSet.Builder()
        .issuer(issuer.url())
        .audience(AUDIENCE)
        .subject("ann")
        .issueTime(Date.from(Instant.now()))
        .expirationTime(Date.from(Instant.now().plusSeconds(300)))
        .build();
  }

  private static JWTClaimsSet.Builder but(JWTClaimsSet claims) {
    return new JWTClaimsSet.Builder(claims);
  }

  private static void assertRejected(ApiFixture api, String token, String why) throws Exception {
    ApiFixture.Answer answer = call(api, token);
    assertThat(answer.json().at("/error/details/0/metadata/cause").asText()).isEqualTo(why);
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.code()).isEqualTo("UNAUTHENTICATED");
  }

  private static ApiFixture.Answer call(ApiFixture api, String token) throws Exception {
    return api.send(api.request(QUEUES).header("authorization", "Bearer " + token));
  }
}
