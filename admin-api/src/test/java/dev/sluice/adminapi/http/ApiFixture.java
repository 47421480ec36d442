package dev.sluice.adminapi.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.iam.v1.Policy;
import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.sluice.adminapi.access.Access;
import dev.sluice.adminapi.access.AccessSettings;
import dev.sluice.adminapi.backend.MemoryBackend;
import dev.sluice.adminapi.backend.MemoryPolicies;
import dev.sluice.adminapi.call.Calls;
import dev.sluice.adminapi.oidc.KeyPages;
import dev.sluice.adminapi.oidc.PublishedKeys;
import dev.sluice.adminapi.service.Services;
import dev.sluice.schemas.Limits;
import dev.sluice.schemas.OAuthAccounts;
import dev.sluice.schemas.QueueName;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** The real server and services over an installation in memory. */
final class ApiFixture implements AutoCloseable {

  static final String LOCATION = "projects/p/locations/l";
  static final String QUEUE = LOCATION + "/queues/q";

  /** A name by which it may be called. */
  static final String NAME = "tasks.example.com";

  final MemoryBackend backend;
  final MemoryPolicies policies = new MemoryPolicies();
  final AtomicBoolean ready = new AtomicBoolean(true);
  final Calls calls = new Calls(Duration.ofSeconds(5), 100, System::nanoTime);
  // As curl and Google's REST clients; Java's would switch to HTTP/2.
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Access access;
  final ApiServer server;

  /** Keys that tokens are signed with. */
  final PublishedKeys keys = new PublishedKeys();

  ApiFixture() {
    this(new MemoryBackend());
  }

  /** Another server over the same installation. */
  ApiFixture(MemoryBackend backend) {
    this(backend, AccessSettings.OPEN);
  }

  /** A server that asks who calls. */
  ApiFixture(AccessSettings settings) {
    this(new MemoryBackend(), settings);
  }

  private ApiFixture(MemoryBackend backend, AccessSettings settings) {
    this.backend = backend;
    access = Access.open(settings, this::policy, Access.Clocks.system());
    server =
        ApiServer.start(
            new ApiServer.Parts(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                List.of(NAME),
                Services.of(
                    calls,
                    backend,
                    policies,
                    Limits.STRICT,
                    new OAuthAccounts(Set.of("oauth@example.com")),
                    InstantSource.fixed(MemoryBackend.NOW),
                    new Random(1)),
                new KeyPages(
                    () -> "https://sluice.example.com",
                    keys,
                    InstantSource.fixed(MemoryBackend.NOW)),
                2 * Limits.STRICT.maxTaskBytes(),
                ready::get,
                access,
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)));
  }

  private Optional<Policy> policy(String queue) {
    return backend.lastSeen(QueueName.parse(queue)).flatMap(policies::of);
  }

  /** An answer; its body is null unless it is JSON. */
  record Answer(int status, String contentType, String text, JsonNode json) {

    /** The answer's error message. */
    String message() {
      return json.at("/error/message").asText();
    }

    /** The answer's error code, as text. */
    String code() {
      return json.at("/error/status").asText();
    }
  }

  int port() {
    return server.port();
  }

  Answer get(String path) throws Exception {
    return send(request(path).GET());
  }

  Answer delete(String path) throws Exception {
    return send(request(path).DELETE());
  }

  Answer post(String path, String json) throws Exception {
    return send(
        request(path)
            .header("content-type", "application/json")
            .POST(BodyPublishers.ofString(json)));
  }

  Answer patch(String path, String json) throws Exception {
    return send(
        request(path)
            .header("content-type", "application/json")
            .method("PATCH", BodyPublishers.ofString(json)));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
  }

  Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
    HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
    String type = response.headers().firstValue("content-type").orElse("");
    return new Answer(
        response.statusCode(),
        type,
        response.body(),
        new ObjectMapper().readTree(type.contains("json") ? response.body() : "null"));
  }

  <T> T grpc(Class<T> stub) {
    return GrpcClients.newClient("gproto+h2c://127.0.0.1:" + port(), stub);
  }

  /** Creates the queue {@link #QUEUE}. */
  void createQueue() throws Exception {
    Answer answer = post("/v2/" + LOCATION + "/queues", "{\"name\":\"" + QUEUE + "\"}");
    if (answer.status != 200) {
      throw new AssertionError(answer.text);
    }
  }

  /** Asserts that an answer is an error in Google's shape. */
  static void assertError(Answer answer, int status, String code, String message) {
    assertThat(answer.message()).isEqualTo(message);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.json().at("/error/code").asInt()).isEqualTo(status);
  }

  /** Does not wait for the server, whose threads take two seconds to end. */
  @Override
  public void close() {
    Thread.ofVirtual().start(() -> server.stop(Duration.ofSeconds(5)));
    calls.close();
    access.close();
    http.close();
  }
}
