package dev.sluice.schemas.registry;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Calls of a registry: the server that answered last is asked first, then the others. */
final class RegistryHttp {

  private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final int NOT_FOUND = 404;

  /** No such subject, version, schema: the error codes of Confluent's API. */
  private static final List<Integer> ABSENT = List.of(40401, 40402, 40403);

  private static final int MAX_ANSWER_BYTES = 4 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final RegistrySettings settings;
  private final HttpClient http;
  private volatile int first;

  RegistryHttp(RegistrySettings settings) {
    this.settings = settings;
    HttpClient.Builder client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(min(settings.timeout(), Duration.ofSeconds(5)));
    settings.tls().ifPresent(client::sslContext);
    this.http = client.build();
  }

  private static Duration min(Duration a, Duration b) {
    return a.compareTo(b) < 0 ? a : b;
  }

  /**
   * Gets a resource; empty if there is none.
   *
   * @throws RegistryException if no server gives an answer
   */
  Optional<JsonNode> get(String path) throws InterruptedException {
    return call("GET", path, BodyPublishers.noBody());
  }

  /** Posts; empty if what the path names is not there. */
  Optional<JsonNode> post(String path, JsonNode body) throws InterruptedException {
    return call("POST", path, BodyPublishers.ofString(body.toString()));
  }

  private Optional<JsonNode> call(String method, String path, BodyPublisher body)
      throws InterruptedException {
    int servers = settings.urls().size();
    int start = first;
    Optional<RegistryException> failure = Optional.empty();
    for (int i = 0; i < servers; i++) {
      int server = (start + i) % servers;
      try {
        Optional<JsonNode> answer = call(settings.urls().get(server), method, path, body);
        if (answer.isPresent()) {
          first = server;
          return answer;
        }
      } catch (RegistryException e) {
        if (!e.isPassing()) {
          throw e;
        }
        failure = Optional.of(e);
      }
    }
    // What one server lacks may have come to another already: all of them have to lack it.
    if (failure.isPresent()) {
      throw failure.get();
    }
    return Optional.empty();
  }

  private Optional<JsonNode> call(URI server, String method, String path, BodyPublisher body)
      throws InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> sent =
        http.sendAsync(
            request(server, method, path, body), head -> new BoundedBody(MAX_ANSWER_BYTES));
    try {
      // The client's own limit ends with the headers; a body may never come.
      HttpResponse<byte[]> response = sent.get(settings.timeout().toMillis(), MILLISECONDS);
      return answer(server, response.statusCode(), response.body());
    } catch (TimeoutException e) {
      throw noAnswer(server, "within " + settings.timeout().toMillis() + " ms");
    } catch (ExecutionException e) {
      throw noAnswer(server, said(e.getCause()));
    } finally {
      sent.cancel(true);
    }
  }

  private static RegistryException noAnswer(URI server, String why) {
    return new RegistryException("registry " + server + ": no answer: " + why, 0);
  }

  private HttpRequest request(URI server, String method, String path, BodyPublisher body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + path))
            .header("Accept", CONTENT_TYPE + ", application/json")
            .header("Content-Type", CONTENT_TYPE)
            .method(method, body);
    authorization().ifPresent(value -> authorize(request, value));
    return request.build();
  }

  /** What Java's client says about a header that cannot be sent shows the header. */
  private static void authorize(HttpRequest.Builder request, String value) {
    try {
      request.header("Authorization", value);
    } catch (IllegalArgumentException e) {
      throw new RegistryException(
          "registry: credentials that no header may have (expected: one line of ASCII characters)",
          0);
    }
  }

  /** A token that cannot be had now may be had later; nothing is said about what was asked. */
  private Optional<String> authorization() {
    try {
      return settings.authorization().get();
    } catch (RuntimeException e) {
      throw new RegistryException("registry: no credentials: " + e.getMessage(), 0);
    }
  }

  /** Java's client says nothing at all about a connection that was refused. */
  private static String said(@Nullable Throwable e) {
    return e == null || e.getMessage() == null ? String.valueOf(e) : e.getMessage();
  }

  private static Optional<JsonNode> answer(URI server, int status, byte[] bytes) {
    JsonNode json = json(server, status, bytes);
    if (status / 100 == 2) {
      return Optional.of(json);
    }
    if (status == NOT_FOUND) {
      if (ABSENT.contains(json.path("error_code").asInt())) {
        return Optional.empty();
      }
      // Of a proxy, or of a path that is none: it says nothing about what was asked for.
      throw noAnswer(
          server, "404 with none of the error codes " + ABSENT + " (expected: a registry)");
    }
    throw new RegistryException(
        "registry "
            + server
            + ": answered "
            + status
            + ": "
            + json.path("message").asText("no reason given"),
        status);
  }

  private static JsonNode json(URI server, int status, byte[] bytes) {
    try {
      JsonNode json = bytes.length == 0 ? JSON.nullNode() : JSON.readTree(bytes);
      if (json.isObject()) {
        return json;
      }
    } catch (JsonProcessingException e) {
      // Told below, as everything that is not an object.
      return notARegistry(server, status);
    } catch (IOException e) {
      throw new IllegalStateException("bytes in memory can be read", e);
    }
    return notARegistry(server, status);
  }

  private static JsonNode notARegistry(URI server, int status) {
    if (status / 100 == 2) {
      throw new RegistryException(
          "registry " + server + ": answered something else than JSON (expected: a registry)", 0);
    }
    return JSON.createObjectNode();
  }
}
