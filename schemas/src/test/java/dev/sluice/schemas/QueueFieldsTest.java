package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.v1.AppEngineRouting;
import dev.sluice.v1.HeaderOverride;
import dev.sluice.v1.HttpMethod;
import dev.sluice.v1.HttpTarget;
import dev.sluice.v1.OidcToken;
import dev.sluice.v1.QueueConfig;
import dev.sluice.v1.UriOverride;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spec section 6.2. */
final class QueueFieldsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "maxAttempts",
        "httpTarget",
        "httpTarget.uriOverride",
        "httpTarget.uriOverride.host",
        "httpTarget.method",
        "httpTarget.headerOverrides",
        "httpTarget.oidcToken.serviceAccountEmail",
        "httpTarget.oidcToken.audience",
        "httpTarget.oauthToken.scope",
        "appEngineRoutingOverride",
        "appEngineRoutingOverride.version",
        "signingSecrets",
        "targetProtection",
        "slowStartMillis"
      })
  void field_named_isOne(String path) {
    assertThat(QueueFields.isField(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "name", "httpTarget.", "httpTarget.x", "maxAttempts.x", "a.b"})
  void field_unknown_isNone(String path) {
    assertThat(QueueFields.isField(path)).isFalse();
  }

  @Test
  void merged_fieldsNamed_areTakenAndOthersStay() {
    QueueConfig current = QueueDefaults.config();
    current.setMaxAttempts(7);
    QueueConfig asked = QueueDefaults.config();
    asked.setMaxDoublings(2);
    asked.setMaxAttempts(9);

    QueueConfig merged = QueueFields.merged(current, asked, List.of("maxDoublings"));

    assertThat(merged.getMaxAttempts()).isEqualTo(7);
    assertThat(merged.getMaxDoublings()).isEqualTo(2);
    assertThat(current.getMaxDoublings()).isEqualTo(16);
  }

  @Test
  void merged_leavesOfATarget_areTakenAlone() {
    QueueConfig current = with(SampleRecords.target().getHttpTarget());
    QueueConfig asked =
        with(
            HttpTarget.newBuilder()
                .setUriOverride(UriOverride.newBuilder().setHost("new.example.com").build())
                .setMethod(HttpMethod.GET)
                .build());

    HttpTarget merged =
        QueueFields.merged(
                current, asked, List.of("httpTarget.uriOverride.host", "httpTarget.oauthToken"))
            .getHttpTarget();

    assertThat(merged.getUriOverride().getHost()).isEqualTo("new.example.com");
    assertThat(merged.getUriOverride().getPath()).isEqualTo("/path");
    assertThat(merged.getMethod()).isEqualTo(HttpMethod.PUT);
    assertThat(merged.getHeaderOverrides()).containsExactly(new HeaderOverride("X-A", "b"));
    assertThat(merged.getOauthToken()).isNull();
    assertThat(merged.getOidcToken()).isEqualTo(new OidcToken("me@example.com", "them"));
  }

  @Test
  void merged_leavesOfWhatIsNotThere_makeIt() {
    HttpTarget asked =
        HttpTarget.newBuilder().setOidcToken(new OidcToken("me@example.com", "them")).build();

    QueueConfig merged =
        QueueFields.merged(
            QueueDefaults.config(),
            with(asked),
            List.of("httpTarget.oidcToken.serviceAccountEmail"));

    assertThat(merged.getHttpTarget().getOidcToken())
        .isEqualTo(new OidcToken("me@example.com", ""));
  }

  @Test
  void merged_cleared_leavesNothingBehind() {
    QueueConfig current =
        with(
            HttpTarget.newBuilder()
                .setOidcToken(new OidcToken("me@example.com", "them"))
                .setUriOverride(UriOverride.newBuilder().setHost("example.com").build())
                .build());
    current.setAppEngineRoutingOverride(new AppEngineRouting("s", "", ""));
    List<String> fields =
        List.of(
            "httpTarget.oidcToken.serviceAccountEmail",
            "httpTarget.oidcToken.audience",
            "httpTarget.uriOverride",
            "appEngineRoutingOverride");

    QueueConfig merged = QueueFields.merged(current, QueueDefaults.config(), fields);

    assertThat(merged).isEqualTo(QueueDefaults.config());
    assertThat(QueueFields.merged(current, QueueDefaults.config(), List.of("httpTarget")))
        .returns(null, QueueConfig::getHttpTarget);
  }

  private static QueueConfig with(HttpTarget target) {
    QueueConfig config = QueueDefaults.config();
    config.setHttpTarget(target);
    return config;
  }
}
