package dev.sluice.standalone.client;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.standalone.config.DurationText;
import dev.sluice.standalone.error.UserErrorException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** The REST API of a running Sluice. */
public final class Rest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final HttpClient http;
  private final Credentials credentials;
  private final URI endpoint;
  private final Duration timeout;

  /**
   * The API at an endpoint, as {@code http://127.0.0.1:8123}.
   *
   * @param credentials who calls, and whom it trusts
   * @throws UserErrorException if it is not the URL of a server
   */
  public Rest(String endpoint, Credentials credentials) {
    this(endpoint, credentials, TIMEOUT);
  }

  /**
   * With a patience of its own.
   *
   * @param timeout how long a call may take, to the end of its answer
   */
  Rest(String endpoint, Credentials credentials, Duration timeout) {
    this.timeout = timeout;
    this.endpoint = uri(endpoint);
    this.credentials = credentials;
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5));
    credentials.tls().ifPresent(client::sslContext);
    this.http = client.build();
  }

  private static URI uri(String endpoint) {
    String wrong = "--endpoint: " + endpoint + " (expected: a URL such as http://127.0.0.1:8123)";
    try {
      URI uri = URI.create(endpoint.replaceAll("/+$", ""));
      @Nullable String scheme = uri.getScheme();
      if (uri.getHost() == null
          || scheme == null
          || !(scheme.equals("http") || scheme.equals("https"))) {
        throw new UserErrorException(wrong);
      }
      return uri;
    } catch (IllegalArgumentException e) {
      throw new UserErrorException(wrong);
    }
  }

  /** Gets a resource. */
  public JsonNode get(String path) {
    return call("GET", path, null);
  }

  /** Posts a message. */
  public JsonNode post(String path, JsonNode body) {
    return call("POST", path, body);
  }

  /** Changes a resource. */
  public JsonNode patch(String path, JsonNode body) {
    return call("PATCH", path, body);
  }

  /** Deletes a resource. */
  public JsonNode delete(String path) {
    return call("DELETE", path, null);
  }

  /**
   * Gets a list, page after page, until there is no more or the limit is reached.
   *
   * @param path of the list; may have a query
   * @param field of the answer that has the resources
   * @throws UserErrorException if the limit is negative
   */
  public List<JsonNode> list(String path, String field, int limit) {
    if (limit < 0) {
      throw new UserErrorException("--limit: " + limit + " (expected: 0 or more)");
    }
    List<JsonNode> found = new ArrayList<>();
    String token = "";
    do {
      String sign = path.contains("?") ? "&" : "?";
      JsonNode page = get(path + (token.isEmpty() ? "" : sign + "pageToken=" + encode(token)));
      page.path(field).forEach(found::add);
      token = page.path("nextPageToken").asText("");
    } while (!token.isEmpty() && found.size() < limit);
    return found.subList(0, Math.min(limit, found.size()));
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  private JsonNode call(String method, String path, @Nullable JsonNode body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(endpoint + "/v2/" + path));
    credentials.token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
    if (body == null) {
      request.method(method, BodyPublishers.noBody());
    } else {
      request
          .header("Content-Type", "application/json")
          .method(method, BodyPublishers.ofString(body.toString()));
    }
    return read(send(request.build()));
  }

  /** The timeout that a request itself may have ends with the head of the answer. */
  private HttpResponse<String> send(HttpRequest request) {
    CompletableFuture<HttpResponse<String>> answer =
        http.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    try {
      return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new UserErrorException(message(e.getCause()));
    } catch (TimeoutException e) {
      throw new UserErrorException(late());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserErrorException("interrupted");
    } finally {
      // Closes the connection of an answer that is not waited for any more.
      answer.cancel(true);
    }
  }

  private String message(@Nullable Throwable failure) {
    return switch (failure) {
      case ConnectException _ ->
          "nothing answers on "
              + endpoint
              + " (expected: a running Sluice; start one with \"sluice up\", or name another with"
              + " --endpoint)";
      case SSLException e ->
          endpoint
              + ": no TLS connection: "
              + e.getMessage()
              + " (expected: a certificate for that name from an authority that the JDK or the file"
              + " of --ca has)";
      case HttpTimeoutException _ -> late();
      case null -> endpoint + ": the call failed";
      default -> endpoint + ": the call failed: " + failure.getMessage();
    };
  }

  private String late() {
    return endpoint + " did not answer in full within " + DurationText.print(timeout);
  }

  private JsonNode read(HttpResponse<String> response) {
    JsonNode answer = parse(response);
    if (response.statusCode() / 100 == 2) {
      return answer;
    }
    JsonNode error = answer.path("error");
    throw new CallFailedException(
        response.statusCode(),
        error.path("status").asText("HTTP " + response.statusCode()),
        error.path("message").asText(""));
  }

  private JsonNode parse(HttpResponse<String> response) {
    try {
      return response.body().isBlank()
          ? JsonNodeFactory.instance.objectNode()
          : JSON.readTree(response.body());
    } catch (JsonProcessingException e) {
      throw new UserErrorException(
          endpoint
              + " answered "
              + response.statusCode()
              + " without JSON (expected: the API of Sluice)");
    }
  }
}
