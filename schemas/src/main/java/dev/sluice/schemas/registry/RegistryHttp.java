package dev.sluice.schemas.registry;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;

/** Calls of a registry: the server that answered last is asked first, then the others. */
final class RegistryHttp {

  private static final String CONTENT_TYPE = "application/vnd.schemaregistry.v1+json";
  private static final int NOT_FOUND = 404;
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
    RegistryException failure = new RegistryException("registry: no server", 0);
    for (int i = 0; i < servers; i++) {
      int server = (start + i) % servers;
      try {
        Optional<JsonNode> answer = call(settings.urls().get(server), method, path, body);
        first = server;
        return answer;
      } catch (RegistryException e) {
        if (!e.isPassing()) {
          throw e;
        }
        failure = e;
      }
    }
    throw failure;
  }

  private Optional<JsonNode> call(URI server, String method, String path, BodyPublisher body)
      throws InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(server + path))
            .timeout(settings.timeout())
            .header("Accept", CONTENT_TYPE + ", application/json")
            .header("Content-Type", CONTENT_TYPE)
            .method(method, body);
    authorization().ifPresent(value -> request.header("Authorization", value));
    HttpResponse<InputStream> response;
    byte[] bytes;
    try {
      response = http.send(request.build(), BodyHandlers.ofInputStream());
      try (InputStream in = response.body()) {
        bytes = in.readNBytes(MAX_ANSWER_BYTES);
      }
    } catch (IOException e) {
      throw new RegistryException("registry " + server + ": no answer: " + said(e), 0);
    }
    return answer(server, response.statusCode(), bytes);
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
  private static String said(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private static Optional<JsonNode> answer(URI server, int status, byte[] bytes) {
    JsonNode json = json(server, status, bytes);
    if (status / 100 == 2) {
      return Optional.of(json);
    }
    // A 404 without an error code comes from something that is no registry.
    if (status == NOT_FOUND && json.has("error_code")) {
      return Optional.empty();
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
