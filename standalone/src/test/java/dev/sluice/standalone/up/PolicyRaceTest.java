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
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Callers that add themselves to one queue's policy by reading it, changing it and writing it back,
 * at one API server and at two: what was acknowledged is in the end all there.
 */
final class PolicyRaceTest {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String PARENT = "/v2/projects/p/locations/l/queues";
  private static final String QUEUE = "projects/p/locations/l/queues/raced";
  private static final int CALLERS = 6;
  private static final int CHANGES = 3;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Holds the first policy that is written, between the comparison of etags and the writing. */
  public static final class Holding implements ProducerInterceptor<String, byte[]> {

    private static final CountDownLatch REACHED = new CountDownLatch(1);
    private static final CountDownLatch OVERTAKEN = new CountDownLatch(1);

    @Override
    public ProducerRecord<String, byte[]> onSend(ProducerRecord<String, byte[]> policy) {
      if (policy.topic().equals("sluice.policies")) {
        REACHED.countDown();
        try {
          assertThat(OVERTAKEN.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }
      return policy;
    }

    @Override
    public void onAcknowledgement(RecordMetadata metadata, Exception exception) {}

    @Override
    public void configure(Map<String, ?> configs) {}

    @Override
    public void close() {}
  }

  @TempDir Path folder;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
  private final AtomicInteger aborted = new AtomicInteger();

  /** A status and a JSON body. */
  private record Answer(int status, JsonNode json) {}

  /**
   * The server that is overtaken has compared the etag and taken over the transactional id, and has
   * written nothing yet. Held there, and not raced: a take-over during the commit itself makes
   * Kafka 4.3.1 answer with an unknown error now and then, which is UNAVAILABLE.
   */
  @Test
  void setIamPolicy_overtakenAtAnotherServer_isAbortedAndTakesNothingBack() throws Exception {
    try (EmbeddedBroker broker = broker();
        SchedulerRole scheduler = SchedulerRole.start(roles(broker, Map.of()).scheduler());
        ApiRole slow =
            api(
                broker,
                scheduler,
                Map.of("api.producer.interceptor.classes", Holding.class.getName()));
        ApiRole quick = api(broker, scheduler, Map.of());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      await().atMost(SOON).until(() -> scheduler.isReady() && isReady(slow) && isReady(quick));
      createQueue(quick);
      Future<Answer> overtaken = threads.submit(() -> set(slow.port(), "user:a@example.com"));
      assertThat(Holding.REACHED.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();

      assertThat(set(quick.port(), "user:b@example.com").status()).isEqualTo(200);
      Holding.OVERTAKEN.countDown();

      assertThat(overtaken.get().json().at("/error/status").asText()).isEqualTo("ABORTED");
      await().atMost(SOON).until(() -> changes(policy(slow.port())) == 1);
      assertThat(members(policy(slow.port()))).containsExactly("user:b@example.com");
      add(slow.port(), "user:a@example.com");
      await().atMost(SOON).until(() -> changes(policy(quick.port())) == 2);
      assertThat(members(policy(quick.port())))
          .containsExactly("user:a@example.com", "user:b@example.com");
    }
  }

  @Test
  void setIamPolicy_byManyAtOnce_losesNoAcknowledgedChange() throws Exception {
    try (EmbeddedBroker broker = broker();
        SchedulerRole scheduler = SchedulerRole.start(roles(broker, Map.of()).scheduler());
        ApiRole api = api(broker, scheduler, Map.of())) {
      await().atMost(SOON).until(() -> scheduler.isReady() && isReady(api));
      createQueue(api);

      race(api.port());

      assertThat(acknowledged).hasSize(CALLERS * CHANGES);
      assertThat(aborted).as("a race without losers").hasPositiveValue();
      assertThat(members(policy(api.port()))).containsExactlyInAnyOrderElementsOf(acknowledged);
    }
  }

  private EmbeddedBroker broker() {
    return EmbeddedBroker.start(BrokerSettings.in(folder.resolve("kafka")), new SplittableRandom());
  }

  private void createQueue(ApiRole api) throws Exception {
    assertThat(post(api.port(), PARENT, "{\"name\": \"" + QUEUE + "\"}").status()).isEqualTo(200);
  }

  private void race(int port) throws Exception {
    List<Future<?>> callers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < CALLERS; i++) {
        int caller = i;
        callers.add(
            threads.submit(() -> {
              for (int change = 0; change < CHANGES; change++) {
                String member = "user:" + caller + "-" + change + "@example.com";
                add(port, member);
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
    while (!acknowledged.contains(member)) {
      ObjectNode policy = (ObjectNode) policy(port);
      if (members(policy).contains(member)) {
        // The outcome of an attempt before was unknown.
        acknowledged.add(member);
      } else {
        change(port, policy, member);
      }
    }
  }

  private void change(int port, ObjectNode policy, String member) throws Exception {
    Answer answer = set(port, policy, member);
    if (answer.status == 200) {
      acknowledged.add(member);
      return;
    }
    String status = answer.json.at("/error/status").asText();
    assertThat(status).as(answer.json.toString()).isIn("ABORTED", "UNAVAILABLE");
    aborted.addAndGet(status.equals("ABORTED") ? 1 : 0);
  }

  /** Adds a member to the policy as it is now. */
  private Answer set(int port, String member) throws Exception {
    return set(port, (ObjectNode) policy(port), member);
  }

  private Answer set(int port, ObjectNode policy, String member) throws Exception {
    ArrayNode members =
        policy.has("bindings")
            ? (ArrayNode) policy.at("/bindings/0/members")
            : policy
                .putArray("bindings")
                .addObject()
                .put("role", "roles/cloudtasks.viewer")
                .putArray("members");
    members.add(member);
    return post(
        port, "/v2/" + QUEUE + ":setIamPolicy", JSON.createObjectNode().set("policy", policy));
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

  private ApiRole api(
      EmbeddedBroker broker, SchedulerRole scheduler, Map<String, String> settings) {
    return ApiRole.start(
        roles(broker, settings).api(List.of(scheduler.queryAddress()), () -> "http://127.0.0.1"));
  }

  private RoleSettings roles(EmbeddedBroker broker, Map<String, String> others) {
    SettingsLoader loader =
        new SettingsLoader()
            .option(Keys.PARTITIONS, "partitions", "1")
            .option(ApiKeys.PORT, "port", "0");
    others.forEach((name, value) -> loader.setting(name, value, "the test"));
    return new RoleSettings(
        loader.load(),
        broker.bootstrapServers(),
        "race",
        folder.resolve("state"),
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  }
}
