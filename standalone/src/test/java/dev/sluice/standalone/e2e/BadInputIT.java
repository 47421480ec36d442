package dev.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.standalone.testkit.RecordingTarget;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Input that is wrong has a defined outcome, says what was wrong, and disturbs nobody else. */
final class BadInputIT {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String OK_REQUEST = "\"httpRequest\": {\"url\": \"http://127.0.0.1:9/\"}";

  private SluiceProcess sluice;

  @BeforeEach
  void start() throws Exception {
    sluice = SharedSluice.get();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          no url           | "httpRequest": {}                                        | HttpRequest.url is required.
          bad scheme       | "httpRequest": {"url": "ftp://x/"}                       | HttpTarget.url must start with 'http://' or 'https://'.
          too far ahead    | "httpRequest": {"url": "http://x/"}, "scheduleTime": "2099-12-31T00:00:00Z" | is too far in the future.
          short deadline   | "httpRequest": {"url": "http://x/"}, "dispatchDeadline": "1s" | Task.dispatchDeadline must be between [15s, 30m].
          foreign queue    | "name": "projects/demo/locations/us-central1/queues/other/tasks/a", "httpRequest": {"url": "http://x/"} | must be the same as the queue name in the named task
          bad task id      | "name": "projects/demo/locations/us-central1/queues/bad/tasks/a b", "httpRequest": {"url": "http://x/"} | Task ID "a b" can contain only letters
          unknown field    | "httpRequest": {"uri": "http://x/"}                      | uri
          wrong type       | "httpRequest": {"url": {"a": 1}}                         | url
          bad base64       | "httpRequest": {"url": "http://x/", "body": "***"}       | body
          body with GET    | "httpRequest": {"url": "http://x/", "httpMethod": "GET", "body": "aGVsbG8="} | body
          """)
  void badTask_isInvalidArgument_andSaysWhy(String what, String members, String says)
      throws Exception {
    Api api = Api.withQueue(sluice, "bad-" + what.replace(' ', '-'), "");
    String own =
        members.replace(
            "/queues/bad/", api.queue().substring(api.queue().indexOf("/queues/")) + "/");

    Rest.Answer answer = api.createTask(own);

    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(400);
    assertThat(answer.json().at("/error/status").asText()).isEqualTo("INVALID_ARGUMENT");
    assertThat(answer.json().at("/error/message").asText()).contains(says);
    assertThat(api.taskIds()).isEmpty();
  }

  @Test
  void bodyOverTheLimit_isRefused() throws Exception {
    Api api = Api.withQueue(sluice, "bad-big", "");
    String body = "A".repeat(2 * 1024 * 1024 * 4 / 3 + 4096);
    Rest.Answer answer =
        api.createTask("\"httpRequest\": {\"url\": \"http://x/\", \"body\": \"" + body + "\"}");
    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().at("/error/message").asText()).contains("Task size too large");
  }

  @Test
  void unknownQueue_isNotFound() throws Exception {
    Rest rest = new Rest(sluice.port());
    String parent = "/v2/" + Api.PARENT + "/queues/nobody-made-this/tasks";
    for (String name : new String[] {"", "\"name\": \"" + parent.substring(4) + "/a\", "}) {
      Rest.Answer answer = rest.post(parent, "{\"task\": {" + name + OK_REQUEST + "}}");
      assertThat(answer.status()).as(answer.json().toString()).isEqualTo(404);
      assertThat(answer.json().at("/error/message").asText())
          .isEqualTo(
              "Queue does not exist. If you just created the queue, wait at least a minute for the"
                  + " queue to initialize.");
    }
  }

  @Test
  void malformedCalls_areShapedLikeGooglesErrors() throws Exception {
    Rest rest = new Rest(sluice.port());
    Rest.Answer brokenJson = rest.post("/v2/" + Api.PARENT + "/queues", "{\"name\": ");
    assertThat(brokenJson.status()).isEqualTo(400);
    assertThat(brokenJson.json().at("/error/status").asText()).isEqualTo("INVALID_ARGUMENT");
    Rest.Answer badName = rest.post("/v2/" + Api.PARENT + "/queues", "{\"name\": \"nonsense\"}");
    assertThat(badName.status()).isEqualTo(400);
    Rest.Answer nowhere = rest.get("/v2/nowhere");
    assertThat(nowhere.status()).isEqualTo(404);
    assertThat(nowhere.json().at("/error/status").asText()).isEqualTo("NOT_FOUND");
  }

  @Test
  void badRecords_becomeDeadLetters_andGoodOnesAfterThemArrive() throws Exception {
    try (RecordingTarget target = RecordingTarget.start();
        KafkaProducer<byte[], byte[]> producer = producer()) {
      Api api = Api.withQueue(sluice, "bad-records", "");
      String good = "{\"httpRequest\": {\"url\": \"" + target.url("/good") + "\"}}";
      send(producer, api.taskName("broken-json"), "{\"httpRequest\": ");
      send(producer, api.taskName("unknown-field"), "{\"httpRequst\": {}}");
      send(producer, api.taskName("wrong-type"), "{\"httpRequest\": 7}");
      send(producer, api.taskName("garbage"), "\u0001\u0002nonsense");
      send(producer, api.taskName("no-url"), "{\"httpRequest\": {}}");
      send(
          producer,
          api.taskName("mismatch"),
          good.replaceFirst("\\{", "{\"name\": \"" + api.taskName("other") + "\", "));
      send(
          producer,
          api.taskName("broken-avro"),
          new byte[] {(byte) 0xC3, 1, 0, 0, 0, 0, 0, 0, 0, 0, 42});
      send(producer, api.taskName("good"), good);
      send(producer, api.queue(), good);

      await().atMost(SOON).until(() -> target.arrivals().size() == 2);
      await().atMost(SOON).until(() -> api.deadLetters().size() == 7);
      for (JsonNode letter : api.deadLetters()) {
        assertThat(letter.path("cause").asText()).isIn("INVALID", "UNREADABLE");
        assertThat(letter.path("message").asText()).isNotEmpty();
        assertThat(letter.path("source").path("topic").asText()).isEqualTo("sluice.tasks");
      }
      Optional<JsonNode> mismatch =
          api.deadLetters().stream()
              .filter(letter -> letter.toString().contains("tasks/mismatch"))
              .findFirst();
      assertThat(mismatch.orElseThrow().path("message").asText()).contains(api.taskName("other"));
    }
  }

  @Test
  void recordForUnknownQueue_isParked_andDeliveredOnceTheQueueIsThere() throws Exception {
    try (RecordingTarget target = RecordingTarget.start();
        KafkaProducer<byte[], byte[]> producer = producer()) {
      String queue = Api.PARENT + "/queues/made-later";
      send(
          producer,
          queue + "/tasks/early",
          "{\"httpRequest\": {\"url\": \"" + target.url("/") + "\"}}");
      Api.withQueue(sluice, "made-later", "");
      await().atMost(SOON).until(() -> target.arrivals().size() == 1);
    }
  }

  @Test
  void nullRecord_deletesTheTask() throws Exception {
    try (RecordingTarget target = RecordingTarget.start();
        KafkaProducer<byte[], byte[]> producer = producer()) {
      Api api = Api.withQueue(sluice, "null-deletes", "");
      String later = "\"scheduleTime\": \"" + java.time.Instant.now().plusSeconds(3600) + "\"";
      api.createTask("gone", target.url("/"), later);
      send(producer, api.taskName("gone"), (byte[]) null);
      await().atMost(SOON).until(() -> api.task("gone").status() == 404);
      assertThat(api.taskIds()).isEmpty();
    }
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", sluice.bootstrapServers(), "acks", "all"),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private static void send(KafkaProducer<byte[], byte[]> producer, String key, String value)
      throws Exception {
    send(producer, key, value.getBytes(StandardCharsets.UTF_8));
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer, String key, byte @Nullable [] value)
      throws Exception {
    producer
        .send(new ProducerRecord<>("sluice.tasks", key.getBytes(StandardCharsets.UTF_8), value))
        .get();
  }
}
