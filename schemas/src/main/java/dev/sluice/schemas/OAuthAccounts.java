package dev.sluice.schemas;

import dev.sluice.v1.HttpTarget;
import dev.sluice.v1.OAuthToken;
import dev.sluice.v1.Task;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The service accounts for which the installation can get OAuth access tokens. Asked when a task or
 * a queue is created, since a request with a token that nobody can get would only fail later.
 *
 * @param emails their e-mails
 */
public record OAuthAccounts(Set<String> emails) {

  /** None is configured. */
  public static final OAuthAccounts NONE = new OAuthAccounts(Set.of());

  /** Copies the set. */
  public OAuthAccounts {
    emails = Set.copyOf(emails);
  }

  /** Returns why a task's token cannot be got, if it asks for one. */
  public Optional<String> violation(Task task) {
    return violation("HttpRequest", task.getHttpRequest().getOauthToken());
  }

  /** Returns why the token that a queue puts into requests cannot be got, if it does. */
  public Optional<String> violation(@Nullable HttpTarget target) {
    return target == null ? Optional.empty() : violation("HttpTarget", target.getOauthToken());
  }

  private Optional<String> violation(String where, @Nullable OAuthToken token) {
    return token == null || emails.contains(token.getServiceAccountEmail())
        ? Optional.empty()
        : Optional.of(
            where
                + ".oauthToken: no token endpoint is configured for \""
                + Excerpt.of(token.getServiceAccountEmail())
                + "\" (expected: an account in the file that the setting sluice.oauth.clients"
                + " names; for handlers of your own, use oidcToken).");
  }
}
