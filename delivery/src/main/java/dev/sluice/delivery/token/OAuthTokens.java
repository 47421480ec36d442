package dev.sluice.delivery.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.delivery.core.RequestRefusedException;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens of others, got with client credentials and kept until shortly before they expire.
 * One request at a time is made for an account and scope; the others wait for its answer.
 */
final class OAuthTokens {

  /** What tasks ask for that name no scope (spec section 4.2). */
  static final String DEFAULT_SCOPE = "https://www.googleapis.com/auth/cloud-platform";

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /**
   * An endpoint that does not answer costs each request {@link #TIMEOUT}; one after the other they
   * would outlast their attempts, and hold ever more memory.
   */
  private static final Duration FAILURE_HOLDS = Duration.ofSeconds(1);

  /** A token that is used up in flight is worth nothing. */
  private static final Duration RESERVE = Duration.ofMinutes(1);

  /** What holds for a server that does not say (RFC 6749, section 5.1, leaves it open). */
  private static final long DEFAULT_LIFE_SECONDS = 300;

  /** A number that is no time must not become an error of ours. */
  private static final long LONGEST_LIFE_SECONDS = 86_400;

  /** Scopes are the creators' to choose; more than these are forgotten and asked for again. */
  private static final int MOST_KEPT = 1_000;

  private static final int MOST_SCOPE_CHARS = 2_048;

  private final Map<String, OAuthClient> clients;
  private final InstantSource clock;
  private final Duration timeout;
  private final HttpClient http;
  private final Map<Wanted, Kept> kept = new ConcurrentHashMap<>();

  private record Wanted(String email, String scope) {}

  private static final class Kept {
    private final ReentrantLock lock = new ReentrantLock();
    private String token = "";
    private Instant usableUntil = Instant.MIN;
    private Instant failedAt = Instant.MIN;
    private String failure = "";

    /** Whether it failed just now: who waited meanwhile need not wait for the same again. */
    boolean hasJustFailed(Instant now) {
      return !now.isBefore(failedAt) && now.isBefore(failedAt.plus(FAILURE_HOLDS));
    }
  }

  OAuthTokens(Map<String, OAuthClient> clients, InstantSource clock) {
    this(clients, clock, TIMEOUT);
  }

  /**
   * With a patience of its own.
   *
   * @param timeout how long a request may take, from the connection to the end of its answer
   */
  OAuthTokens(Map<String, OAuthClient> clients, InstantSource clock, Duration timeout) {
    this.timeout = timeout;
    this.clients = Map.copyOf(clients);
    this.clock = clock;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /**
   * Refuses to give an account's token to a host that its owner has not named.
   *
   * @throws RequestRefusedException if it may not go there
   */
  void requireHost(String email, String url) throws RequestRefusedException {
    OAuthClient client = clients.get(email);
    HttpUrl target = HttpUrl.parse(url);
    if (client != null && (target == null || !client.mayGoTo(target.host()))) {
      throw new RequestRefusedException(
          "oauthToken: tokens of "
              + email
              + " may not go to "
              + (target == null ? "that URL" : target.host())
              + " (expected: one of the account's hosts in the file of sluice.oauth.clients)");
    }
  }

  /**
   * Returns a token.
   *
   * @param email whom it speaks for
   * @param scope what it is for; empty: the default
   * @throws IOException if the account is not configured, or there is no token to be had
   */
  String get(String email, String scope) throws IOException {
    OAuthClient client = clients.get(email);
    if (client == null) {
      throw new IOException("oauthToken: no token endpoint is configured for " + email);
    }
    if (scope.length() > MOST_SCOPE_CHARS) {
      throw new RequestRefusedException(
          "oauthToken.scope: "
              + scope.length()
              + " characters (expected: at most "
              + MOST_SCOPE_CHARS
              + ")");
    }
    if (kept.size() >= MOST_KEPT) {
      // Whoever holds one goes on with it; the next one asks the endpoint again.
      kept.clear();
    }
    Wanted wanted = new Wanted(email, scope.isEmpty() ? DEFAULT_SCOPE : scope);
    Kept one = kept.computeIfAbsent(wanted, key -> new Kept());
    await(one.lock, wanted);
    try {
      if (!clock.instant().isBefore(one.usableUntil)) {
        renew(client, wanted, one);
      }
      return one.token;
    } finally {
      one.lock.unlock();
    }
  }

  /** Whoever has the lock lets go of it within the timeout. */
  private void await(ReentrantLock lock, Wanted wanted) throws IOException {
    try {
      if (!lock.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        throw noAnswer(wanted);
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private void renew(OAuthClient client, Wanted wanted, Kept into) throws IOException {
    if (into.hasJustFailed(clock.instant())) {
      throw new IOException(into.failure);
    }
    try {
      fetch(client, wanted, into);
    } catch (IOException e) {
      into.failure = String.valueOf(e.getMessage());
      into.failedAt = clock.instant();
      throw e;
    }
  }

  private void fetch(OAuthClient client, Wanted wanted, Kept into) throws IOException {
    HttpResponse<String> response = send(request(client, wanted), wanted);
    JsonNode answer = response.statusCode() == 200 ? json(response.body()) : null;
    if (answer == null || !answer.path("access_token").isTextual()) {
      throw new IOException(
          "oauthToken: the token endpoint for "
              + wanted.email
              + " answered HTTP "
              + response.statusCode()
              + " (expected: 200 and an access_token)");
    }
    long seconds = answer.path("expires_in").asLong(DEFAULT_LIFE_SECONDS);
    Duration life = Duration.ofSeconds(Math.clamp(seconds, 0, LONGEST_LIFE_SECONDS));
    into.token = answer.path("access_token").textValue();
    into.usableUntil = clock.instant().plus(life).minus(reserve(life));
  }

  /** Of a short life half: with all of it in reserve each attempt would get a token of its own. */
  private static Duration reserve(Duration life) {
    Duration half = life.dividedBy(2);
    return half.compareTo(RESERVE) < 0 ? half : RESERVE;
  }

  private static @Nullable JsonNode json(String body) {
    try {
      return JSON.readTree(body);
    } catch (IOException e) {
      return null;
    }
  }

  /** The timeout of a request itself ends with the head of the answer. */
  private HttpResponse<String> send(HttpRequest request, Wanted wanted) throws IOException {
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    try {
      return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new IOException(
          "oauthToken: the token endpoint for "
              + wanted.email
              + " cannot be reached: "
              + e.getCause(),
          e);
    } catch (TimeoutException e) {
      throw noAnswer(wanted);
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      // Closes the connection of an answer that is not waited for any more.
      answer.cancel(true);
    }
  }

  private IOException noAnswer(Wanted wanted) {
    return new IOException(
        "oauthToken: the token endpoint for "
            + wanted.email
            + " has not answered in full (expected: within "
            + timeout.toMillis()
            + " ms)");
  }

  private static IOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IOException("oauthToken: interrupted", e);
  }

  private static HttpRequest request(OAuthClient client, Wanted wanted) {
    String credentials = encode(client.clientId()) + ":" + encode(client.clientSecret());
    return HttpRequest.newBuilder(client.tokenEndpoint())
        .header(
            "Authorization",
            "Basic "
                + Base64.getEncoder()
                    .encodeToString(credentials.getBytes(StandardCharsets.US_ASCII)))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .header("Accept", "application/json")
        .POST(
            HttpRequest.BodyPublishers.ofString(
                "grant_type=client_credentials&scope=" + encode(wanted.scope)))
        .build();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
