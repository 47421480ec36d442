package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.v1.AppEngineRouting;
import dev.sluice.v1.HeaderOverride;
import dev.sluice.v1.HttpTarget;
import dev.sluice.v1.OAuthToken;
import dev.sluice.v1.OidcToken;
import dev.sluice.v1.QueueConfig;
import dev.sluice.v1.UriOverride;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Spec section 4.3. */
final class QueueTargetRulesTest {

  @ParameterizedTest
  @ValueSource(strings = {"example.com", "127.0.0.1", "[::1]", "under_score", "exämple.com"})
  void host_legal_passes(String host) {
    assertThat(ofUri(UriOverride.newBuilder().setHost(host))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "a:80", "user@a", "a?b", "a#b", "a\n", "::1"})
  void host_notAHost_isRefused(String host) {
    assertThat(ofUri(UriOverride.newBuilder().setHost(host)))
        .hasValueSatisfying(
            message -> assertThat(message).startsWith("HttpTarget.uriOverride.host: \""));
  }

  @ParameterizedTest
  @CsvSource({"0, true", "1, true", "65535, true", "-1, false", "65536, false"})
  void port_outOfRange_isRefused(long port, boolean passes) {
    assertThat(ofUri(UriOverride.newBuilder().setPort(port)).isEmpty()).isEqualTo(passes);
  }

  @Test
  void pathAndQuery_tooLongOrWithControls_areRefused() {
    assertThat(ofUri(UriOverride.newBuilder().setPath("").setQuery(""))).isEmpty();
    assertThat(ofUri(UriOverride.newBuilder().setPath("/" + "x".repeat(2083))))
        .contains("HttpTarget.uriOverride.pathOverride.path must be at most 2083 characters long.");
    assertThat(ofUri(UriOverride.newBuilder().setQuery("a\r\nb")))
        .contains(
            "HttpTarget.uriOverride.queryOverride.queryParams must not contain control"
                + " characters.");
  }

  @Test
  void headers_illegal_areRefused() {
    assertThat(ofHttp(HttpTarget.newBuilder().setHeaderOverrides(header("a b", "c"))))
        .hasValueSatisfying(m -> assertThat(m).startsWith("HttpTarget.headerOverrides: \"a b\""));
    assertThat(ofHttp(HttpTarget.newBuilder().setHeaderOverrides(header("a", "x".repeat(81920)))))
        .contains("HttpTarget.headerOverrides must be less than 80 KB in total.");
  }

  @Test
  void tokens_withoutEmailOrTwo_areRefused() {
    OidcToken oidc = new OidcToken("me@example.com", "");
    OAuthToken oauth = new OAuthToken("me@example.com", "");

    assertThat(ofHttp(HttpTarget.newBuilder().setOidcToken(oidc))).isEmpty();
    assertThat(ofHttp(HttpTarget.newBuilder().setOidcToken(new OidcToken("", "a"))))
        .contains("HttpTarget.oidc_token.service_account_email must be set.");
    assertThat(ofHttp(HttpTarget.newBuilder().setOauthToken(new OAuthToken("", "a"))))
        .contains("HttpTarget.oauth_token.service_account_email must be set.");
    assertThat(ofHttp(HttpTarget.newBuilder().setOidcToken(oidc).setOauthToken(oauth)))
        .contains("HttpTarget: only one of oauthToken and oidcToken may be set.");
  }

  @Test
  void update_partOfAToken_isLeftToTheOwner() {
    HttpTarget part = HttpTarget.newBuilder().setOidcToken(new OidcToken("", "a")).build();
    QueueConfig config = QueueConfig.newBuilder().setHttpTarget(part).build();

    assertThat(QueueRules.updateViolation(config, Limits.WIDE)).isEmpty();
    assertThat(QueueRules.violation(config, Limits.WIDE)).isPresent();
    config.setHttpTarget(
        HttpTarget.newBuilder()
            .setUriOverride(UriOverride.newBuilder().setHost("").build())
            .build());
    assertThat(QueueRules.updateViolation(config, Limits.WIDE)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.b", "a/b", "a b", "a@b", "ü"})
  void routing_whatWouldEndAHostName_isRefused(String service) {
    QueueConfig config =
        QueueConfig.newBuilder()
            .setAppEngineRoutingOverride(new AppEngineRouting(service, "", ""))
            .build();

    assertThat(QueueRules.violation(config, Limits.WIDE))
        .hasValueSatisfying(message ->
            assertThat(message).startsWith("Queue.appEngineRoutingOverride.service: \""));
  }

  @Test
  void secrets_ofBothKinds_pass() {
    assertThat(ofSecrets("whsec_" + base64(24), "whsk_" + base64(64))).isEmpty();
    assertThat(ofSecrets("whsec_" + base64(64), "whsk_" + base64(32))).isEmpty();
    assertThat(ofSecrets("whsec_" + base64(24), "whsec_" + base64(25), "whsec_" + base64(26)))
        .contains("Queue.signingSecrets must be at most 2.");
  }

  @Test
  void secrets_ofNoKind_areRefusedAndNotTold() {
    for (String secret :
        List.of(
            "",
            "secret",
            "whsec_",
            "whsec_" + base64(23),
            "whsec_" + base64(65),
            "whsk_!",
            "whsk_" + base64(33),
            base64(32))) {
      assertThat(ofSecrets(secret))
          .hasValueSatisfying(message ->
              assertThat(message).startsWith("Queue.signingSecrets must each be \"whsec_\""));
    }
  }

  private static String base64(int bytes) {
    return Base64.getEncoder().encodeToString(new byte[bytes]);
  }

  private static Optional<String> ofUri(UriOverride.Builder uri) {
    return ofHttp(HttpTarget.newBuilder().setUriOverride(uri.build()));
  }

  private static Optional<String> ofHttp(HttpTarget.Builder target) {
    return QueueRules.violation(
        QueueConfig.newBuilder().setHttpTarget(target.build()).build(), Limits.WIDE);
  }

  private static Optional<String> ofSecrets(String... secrets) {
    return QueueRules.violation(
        QueueConfig.newBuilder().setSigningSecrets(List.of(secrets)).build(), Limits.WIDE);
  }

  private static List<HeaderOverride> header(String key, String value) {
    return List.of(new HeaderOverride(key, value));
  }
}
