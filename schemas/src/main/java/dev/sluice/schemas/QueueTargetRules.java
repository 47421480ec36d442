package dev.sluice.schemas;

import dev.sluice.v1.HeaderOverride;
import dev.sluice.v1.HttpTarget;
import dev.sluice.v1.OAuthToken;
import dev.sluice.v1.OidcToken;
import dev.sluice.v1.QueueTarget;
import dev.sluice.v1.UriOverride;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a queue's changes to its tasks' requests must obey (spec sections 1.5 and 4.3). */
public final class QueueTargetRules {

  private static final int MAX_SECRETS = 2;
  private static final int MAX_PORT = 65_535;

  private QueueTargetRules() {}

  /** Returns the first rule that a queue's changes to requests break. */
  public static Optional<String> violation(QueueTarget target) {
    return http(target.getHttpTarget())
        .or(() -> tokens(target.getHttpTarget()))
        .or(() ->
            AppEngineRules.routing(
                "Queue.appEngineRoutingOverride", target.getAppEngineRoutingOverride()))
        .or(() -> secrets(target.getSigningSecrets()));
  }

  /**
   * Returns the first rule that parts of a change break which can be judged without the rest: a
   * token may be named by its audience alone when the queue has its e-mail.
   */
  static Optional<String> violationOfParts(QueueTarget target) {
    return http(target.getHttpTarget())
        .or(() ->
            AppEngineRules.routing(
                "Queue.appEngineRoutingOverride", target.getAppEngineRoutingOverride()))
        .or(() -> secrets(target.getSigningSecrets()));
  }

  private static Optional<String> http(@Nullable HttpTarget target) {
    return target == null
        ? Optional.empty()
        : uri(target.getUriOverride()).or(() -> headers(target.getHeaderOverrides()));
  }

  private static Optional<String> uri(@Nullable UriOverride uri) {
    if (uri == null) {
      return Optional.empty();
    }
    String where = "HttpTarget.uriOverride.";
    String host = uri.getHost();
    if (host != null && !UrlRules.isHost(host)) {
      return Optional.of(
          where + "host: \"" + Excerpt.of(host) + "\" must be a host name or an IP address.");
    }
    Long port = uri.getPort();
    if (port != null && (port < 0 || port > MAX_PORT)) {
      return Optional.of(where + "port must be between 1 and 65535, or 0 to clear it.");
    }
    return text(where + "pathOverride.path", uri.getPath())
        .or(() -> text(where + "queryOverride.queryParams", uri.getQuery()));
  }

  private static Optional<String> text(String where, @Nullable String value) {
    if (value == null) {
      return Optional.empty();
    }
    if (value.chars().anyMatch(c -> Ascii.isControl((char) c))) {
      return Optional.of(where + " must not contain control characters.");
    }
    return value.length() <= UrlRules.MAX_CHARS
        ? Optional.empty()
        : Optional.of(where + " must be at most 2083 characters long.");
  }

  private static Optional<String> headers(List<HeaderOverride> headers) {
    List<Map.Entry<String, String>> entries =
        headers.stream().map(header -> Map.entry(header.getKey(), header.getValue())).toList();
    return HeaderRules.violation("HttpTarget.headerOverrides", entries);
  }

  private static Optional<String> tokens(@Nullable HttpTarget target) {
    return target == null
        ? Optional.empty()
        : tokens("HttpTarget", target.getOidcToken(), target.getOauthToken());
  }

  static Optional<String> tokens(
      String where, @Nullable OidcToken oidc, @Nullable OAuthToken oauth) {
    if (oidc != null && oauth != null) {
      return Optional.of(where + ": only one of oauthToken and oidcToken may be set.");
    }
    if (oidc != null && oidc.getServiceAccountEmail().isEmpty()) {
      return Optional.of(where + ".oidc_token.service_account_email must be set.");
    }
    return oauth != null && oauth.getServiceAccountEmail().isEmpty()
        ? Optional.of(where + ".oauth_token.service_account_email must be set.")
        : Optional.empty();
  }

  private static Optional<String> secrets(List<String> secrets) {
    if (secrets.size() > MAX_SECRETS) {
      return Optional.of("Queue.signingSecrets must be at most " + MAX_SECRETS + ".");
    }
    return secrets.stream().allMatch(SigningSecrets::isValid)
        ? Optional.empty()
        : Optional.of(
            "Queue.signingSecrets must each be \"whsec_\" and the base64 of 24 to 64 bytes (HMAC),"
                + " or \"whsk_\" and the base64 of an ed25519 seed of 32 bytes, with or without"
                + " the 32 bytes of its public key.");
  }
}
