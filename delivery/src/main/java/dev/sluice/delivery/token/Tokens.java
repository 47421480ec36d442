package dev.sluice.delivery.token;

import dev.sluice.v1.HttpRequest;
import dev.sluice.v1.OAuthToken;
import dev.sluice.v1.OidcToken;
import dev.sluice.v1.SigningAlgorithm;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The tokens of requests: which one a request asks for, and where it comes from. */
public final class Tokens implements AutoCloseable {

  private final OidcTokens oidc;
  private final OAuthTokens oauth;
  private final AutoCloseable keys;

  private Tokens(OidcTokens oidc, OAuthTokens oauth, AutoCloseable keys) {
    this.oidc = oidc;
    this.oauth = oauth;
    this.keys = keys;
  }

  /**
   * How tokens are made and got.
   *
   * @param issuer the issuer's URL, where its keys are found; asked when a token is minted
   * @param algorithm what OpenID Connect tokens are signed with
   * @param rotation how long a key signs
   * @param oauthClients by service account's e-mail, where its access tokens come from
   */
  public record Settings(
      Supplier<String> issuer,
      SigningAlgorithm algorithm,
      Duration rotation,
      Map<String, OAuthClient> oauthClients) {

    /** RS256, as Google's tokens; a new key every 30 days. */
    public static Settings of(String issuer) {
      return new Settings(() -> issuer, SigningAlgorithm.RS256, Duration.ofDays(30), Map.of());
    }
  }

  /**
   * Starts to read the installation's keys.
   *
   * @param topic name of the topic of keys
   * @param consumer settings of its consumer, which needs no group
   * @param producer settings of its producer
   */
  public static Tokens open(
      Settings settings,
      String topic,
      Map<String, Object> consumer,
      Map<String, Object> producer,
      InstantSource clock) {
    KeyTopic keys =
        KeyTopic.open(new KeyTopic.Settings(topic, consumer, producer, settings.rotation()), clock);
    return of(settings, keys, keys, clock);
  }

  static Tokens of(
      Settings settings, KeySource source, AutoCloseable toClose, InstantSource clock) {
    return new Tokens(
        new OidcTokens(source, settings.issuer(), settings.algorithm(), clock),
        new OAuthTokens(settings.oauthClients(), clock),
        toClose);
  }

  /** For requests that ask for no tokens: those that do cannot be sent. */
  public static Tokens none(InstantSource clock) {
    return of(Settings.of("none"), (algorithm, now) -> Optional.empty(), () -> {}, clock);
  }

  /**
   * Returns the value of the Authorization header that a request asks for.
   *
   * @throws IOException if there is no token to be had now
   */
  public Optional<String> authorization(HttpRequest request) throws IOException {
    OidcToken own = request.getOidcToken();
    if (own != null) {
      String audience = own.getAudience().isEmpty() ? request.getUrl() : own.getAudience();
      return Optional.of("Bearer " + oidc.mint(own.getServiceAccountEmail(), audience));
    }
    OAuthToken foreign = request.getOauthToken();
    if (foreign == null) {
      return Optional.empty();
    }
    oauth.requireHost(foreign.getServiceAccountEmail(), request.getUrl());
    return Optional.of("Bearer " + oauth.get(foreign.getServiceAccountEmail(), foreign.getScope()));
  }

  @Override
  public void close() {
    try {
      keys.close();
    } catch (Exception e) {
      throw new IllegalStateException("keys: " + e.getMessage(), e);
    }
  }
}
