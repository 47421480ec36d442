package dev.sluice.standalone.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.adminapi.ApiRole;
import dev.sluice.standalone.broker.BrokerSettings;
import dev.sluice.standalone.broker.EmbeddedBroker;
import dev.sluice.standalone.config.ApiKeys;
import dev.sluice.standalone.config.Keys;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.config.SettingsLoader;
import dev.sluice.topology.SchedulerRole;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two API servers on one Kafka, and many callers that add themselves to one queue's policy by
 * reading it, changing it and writing it back: what was acknowledged is in the end all there.
 */
final class PolicyRaceTest {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String PARENT = "/v2/projects/p/locations/l/queues";
  private static final String QUEUE = "projects/p/locations/l/queues/raced";
  private static final long LEAST_BACKOFF_MILLIS = 100;
  private static final long MOST_BACKOFF_MILLIS = 4_000;
  private static final int CALLERS = 6;
  private static final int CHANGES = 3;
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
  private final AtomicInteger aborted = new AtomicInteger();

  /** A status and a JSON body. */
  private record Answer(int status, JsonNode json) {}

  @Test
  void setIamPolicy_byManyThroughTwoServers_losesNoAcknowledgedChange() throws Exception {
    try (EmbeddedBroker broker =
            EmbeddedBroker.start(
                BrokerSettings.in(folder.resolve("kafka")), new SplittableRandom(1));
        SchedulerRole scheduler = SchedulerRole.start(roles(broker).scheduler());
        ApiRole one = api(broker, scheduler);
        ApiRole other = api(broker, scheduler)) {
      await().atMost(SOON).until(() -> scheduler.isReady() && isReady(one) && isReady(other));
      List<Integer> ports = List.of(one.port(), other.port());
      assertThat(post(one.port(), PARENT, "{\"name\": \"" + QUEUE + "\"}").status()).isEqualTo(200);

      race(ports);

      assertThat(acknowledged).hasSize(CALLERS * CHANGES);
      assertThat(aborted).as("a race without losers").hasPositiveValue();
      for (int port : ports) {
        await().atMost(SOON).until(() -> changes(policy(port)) == acknowledged.size());
        assertThat(members(policy(port))).containsExactlyInAnyOrderElementsOf(acknowledged);
      }
    }
  }

  private void race(List<Integer> ports) throws Exception {
    List<Future<?>> callers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CALLERS; i++) {
        int caller = i;
        callers.add(
            threads.submit(() -> {
              for (int change = 0; change < CHANGES; change++) {
                String member = "user:" + caller + "-" + change + "@example.com";
                add(ports.get((caller + change) % ports.size()), member);
              }
              return null;
            }));
      }
    }
    for (Future<?> caller : callers) {
      caller.get();
    }
  }

  /** Reads, changes and writes until nobody else was faster, as the errors tell callers to. */
  private void add(int port, String member) throws Exception {
    for (int attempt = 0; !acknowledged.contains(member); attempt++) {
      ObjectNode policy = (ObjectNode) policy(port);
      if (members(policy).contains(member)) {
        // The outcome of an attempt before was unknown.
        acknowledged.add(member);
      } else {
        change(port, policy, member, attempt);
      }
    }
  }

  private void change(int port, ObjectNode policy, String member, int attempt) throws Exception {
    ArrayNode members =
        policy.has("bindings")
            ? (ArrayNode) policy.at("/bindings/0/members")
            : policy
                .putArray("bindings")
                .addObject()
                .put("role", "roles/cloudtasks.viewer")
                .putArray("members");
    members.add(member);
    Answer answer =
        post(port, "/v2/" + QUEUE + ":setIamPolicy", JSON.createObjectNode().set("policy", policy));
    if (answer.status == 200) {
      acknowledged.add(member);
      return;
    }
    String status = answer.json.at("/error/status").asText();
    assertThat(status).as(answer.json.toString()).isIn("ABORTED", "UNAVAILABLE");
    aborted.addAndGet(status.equals("ABORTED") ? 1 : 0);
    // With exponential backoff: callers that all try again at once hold each other up.
    long mostMillis = Math.min(MOST_BACKOFF_MILLIS, LEAST_BACKOFF_MILLIS << Math.min(attempt, 10));
    Thread.sleep(ThreadLocalRandom.current().nextLong(mostMillis));
  }

  private JsonNode policy(int port) throws Exception {
    Answer answer = post(port, "/v2/" + QUEUE + ":getIamPolicy", "{}");
    assertThat(answer.status).as(answer.json.toString()).isEqualTo(200);
    return answer.json;
  }

  /** Each change raises the number that the etag is. */
  private static long changes(JsonNode policy) {
    byte[] etag = Base64.getDecoder().decode(policy.path("etag").asText());
    return etag.length == Long.BYTES ? ByteBuffer.wrap(etag).getLong() : 0;
  }

  private static Set<String> members(JsonNode policy) {
    Set<String> members = new TreeSet<>();
    policy.at("/bindings/0/members").forEach(member -> members.add(member.asText()));
    return members;
  }

  private Answer post(int port, String path, Object body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .timeout(Duration.ofSeconds(30))
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build();
    HttpResponse<String> response = http.send(request, HttpResponse.BodyHandlers.ofString());
    return new Answer(response.statusCode(), JSON.readTree(response.body()));
  }

  private static boolean isReady(ApiRole api) {
    return api.isReady() && api.verdictStreams() == 1;
  }

  private ApiRole api(EmbeddedBroker broker, SchedulerRole scheduler) {
    return ApiRole.start(
        roles(broker).api(List.of(scheduler.queryAddress()), () -> "http://127.0.0.1"));
  }

  private RoleSettings roles(EmbeddedBroker broker) {
    Settings settings =
        new SettingsLoader()
            .option(Keys.PARTITIONS, "partitions", "1")
            .option(ApiKeys.PORT, "port", "0")
            .load();
    return new RoleSettings(
        settings,
        broker.bootstrapServers(),
        "race",
        folder.resolve("state"),
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  }
}
