package dev.sluice.schemas.producer;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sluice.schemas.BearerToken;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/** Asks the API what became of records. */
final class VerdictClient {

  private static final int WAIT_MILLIS = 10_000;
  private static final Duration TIMEOUT = Duration.ofSeconds(25);
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI base;
  private final Supplier<Optional<String>> token;
  private final Duration timeout;
  private final HttpClient http;

  VerdictClient(URI base, Supplier<Optional<String>> token, Optional<SSLContext> tls) {
    this(base, token, tls, TIMEOUT);
  }

  /** With another limit of each call, its answer's body included. */
  VerdictClient(
      URI base, Supplier<Optional<String>> token, Optional<SSLContext> tls, Duration timeout) {
    this.timeout = timeout;
    this.base = base;
    this.token = token;
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5));
    tls.ifPresent(client::sslContext);
    this.http = client.build();
  }

  static URI base(String url) {
    IllegalArgumentException wrong =
        new IllegalArgumentException(
            "api: " + url + " (expected: a URL such as http://127.0.0.1:8123)");
    URI uri;
    try {
      uri = URI.create(url.replaceAll("/+$", ""));
    } catch (IllegalArgumentException e) {
      throw wrong;
    }
    if (uri.getHost() == null
        || !("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
      throw wrong;
    }
    return uri;
  }

  /** Asks; whatever goes wrong, even with the token, is told by the future. */
  CompletableFuture<Verdict> ask(Receipt receipt) {
    HttpRequest request;
    try {
      request = request(receipt);
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    CompletableFuture<HttpResponse<String>> sent = http.sendAsync(request, BodyHandlers.ofString());
    // The client's own limit ends with the headers; a body may never come.
    return sent.copy()
        .orTimeout(timeout.toMillis(), MILLISECONDS)
        .whenComplete((_response, failure) -> {
          if (failure != null) {
            sent.cancel(true);
          }
        })
        .thenApply(VerdictClient::verdict);
  }

  private HttpRequest request(Receipt receipt) {
    String query =
        "?partition="
            + receipt.partition()
            + "&offset="
            + receipt.offset()
            + "&waitMillis="
            + WAIT_MILLIS;
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + "/v2/" + receipt.task() + "/verdict" + query));
    token.get().map(BearerToken::header).ifPresent(each -> request.header("Authorization", each));
    return request.build();
  }

  private static Verdict verdict(HttpResponse<String> response) {
    JsonNode answer = json(response.body());
    if (response.statusCode() != 200) {
      throw new VerdictUnknownException(
          response.statusCode(), answer.at("/error/message").asText("no reason given"));
    }
    String state = answer.path("state").asText("");
    try {
      return new Verdict(Verdict.Outcome.valueOf(state), answer.path("reason").asText(""));
    } catch (IllegalArgumentException e) {
      throw new VerdictUnknownException(
          response.statusCode(), "state: \"" + state + "\" (expected: one that is known here)");
    }
  }

  private static JsonNode json(String body) {
    try {
      return JSON.readTree(body);
    } catch (JsonProcessingException e) {
      return MissingNode.getInstance();
    }
  }
}
