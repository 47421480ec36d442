package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.v1.HttpTarget;
import dev.sluice.v1.OAuthToken;
import dev.sluice.v1.OidcToken;
import dev.sluice.v1.Task;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class OAuthAccountsTest {

  private static final OAuthToken TOKEN = new OAuthToken("me@example.com", "");

  @Test
  void account_notConfigured_isNamed() {
    Task task =
        SampleRecords.task()
            .setHttpRequest(SampleRecords.request().setOauthToken(TOKEN).build())
            .build();

    assertThat(OAuthAccounts.NONE.violation(task))
        .hasValueSatisfying(message ->
            assertThat(message)
                .startsWith(
                    "HttpRequest.oauthToken: no token endpoint is configured for"
                        + " \"me@example.com\" (expected: ")
                .contains("sluice.oauth.clients"));
    assertThat(OAuthAccounts.NONE.violation(HttpTarget.newBuilder().setOauthToken(TOKEN).build()))
        .hasValueSatisfying(
            message -> assertThat(message).startsWith("HttpTarget.oauthToken: no token endpoint"));
    assertThat(new OAuthAccounts(Set.of("me@example.com")).violation(task)).isEmpty();
  }

  @Test
  void otherTokensOrNone_needNoAccount() {
    assertThat(OAuthAccounts.NONE.violation(SampleRecords.task().build())).isEmpty();
    assertThat(OAuthAccounts.NONE.violation(SampleRecords.appEngineTask())).isEmpty();
    assertThat(OAuthAccounts.NONE.violation((HttpTarget) null)).isEmpty();
    OidcToken oidc = new OidcToken("me@example.com", "");
    assertThat(OAuthAccounts.NONE.violation(HttpTarget.newBuilder().setOidcToken(oidc).build()))
        .isEmpty();
  }
}
