package dev.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.api.gax.rpc.ResourceExhaustedException;
import com.google.cloud.tasks.v2.CloudTasksClient;
import com.google.cloud.tasks.v2.HttpRequest;
import com.google.cloud.tasks.v2.Task;
import dev.sluice.schemas.Partitions;
import dev.sluice.standalone.testkit.RecordingTarget;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Full queues and full disks, on the real Kafka, as callers and Kafka apps see them. */
@ResourceLock("records held by the shared Sluice")
final class BudgetIT {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int LIMIT = 5;
  private static final int NAMED_RECORDS = 20;
  private static final int UNNAMED_RECORDS = 5;
  private static final String SMALL = "\"sluice\": {\"maxPendingTasks\": " + LIMIT + "}";

  private static String named(Api api, String id, String url) {
    return "\"name\": \"" + api.taskName(id) + "\", \"httpRequest\": {\"url\": \"" + url + "\"}";
  }

  private static void assertFull(Rest.Answer answer, String... words) {
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(429);
    assertThat(answer.json().at("/error/status").asText()).isEqualTo("RESOURCE_EXHAUSTED");
    assertThat(answer.json().at("/error/message").asText()).contains(words);
  }

  private static JsonNode stats(Api api) throws Exception {
    return api.rest().get("/v2beta3/" + api.queue() + "?readMask=stats").json().at("/stats/sluice");
  }

  private static void write(SluiceProcess sluice, List<String> keys, String url) {
    try (KafkaProducer<String, String> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", sluice.bootstrapServers(), "acks", "all"),
            new StringSerializer(),
            new StringSerializer())) {
      for (String key : keys) {
        var _ =
            producer.send(
                new ProducerRecord<>(
                    "sluice.tasks", key, "{\"httpRequest\": {\"url\": \"" + url + "\"}}"));
      }
      producer.flush();
    }
  }

  /** A queue on the same partition as another. */
  private static Api neighbour(SluiceProcess sluice, Api api) throws Exception {
    for (int i = 0; ; i++) {
      String id = "budget-neighbour-" + i;
      if (Partitions.of(Api.PARENT + "/queues/" + id, 4) == Partitions.of(api.queue(), 4)) {
        return Api.withQueue(sluice, id, "");
      }
    }
  }

  @Test
  void fullQueue_refusesCreatesAndHoldsRecordsBack_untilItIsDrained() throws Exception {
    SluiceProcess sluice = SharedSluice.get();
    try (RecordingTarget target = RecordingTarget.start();
        CloudTasksClient google = GoogleJavaClient.overGrpc(sluice.port())) {
      Api api = Api.withQueue(sluice, "budget", SMALL);
      Api neighbour = neighbour(sluice, api);
      api.queueVerb("pause");
      for (int i = 0; i < LIMIT; i++) {
        api.createTask("api-" + i, target.url("/"), "");
      }

      String said = "Queue " + api.queue() + " is full: 5 tasks pending (limit: 5)";
      assertFull(api.createTask(named(api, "more", target.url("/"))), said, "maxPendingTasks");
      assertFull(api.createTask("\"httpRequest\": {\"url\": \"" + target.url("/") + "\"}"), said);
      Task task =
          Task.newBuilder()
              .setHttpRequest(HttpRequest.newBuilder().setUrl(target.url("/")))
              .build();
      assertThatThrownBy(() -> google.createTask(api.queue(), task))
          .isInstanceOf(ResourceExhaustedException.class)
          .hasMessageContaining(said);

      Set<String> expected = new HashSet<>();
      for (int i = 0; i < NAMED_RECORDS; i++) {
        expected.add("kafka-" + i);
      }
      // Keys of which the producer's own partitioner makes other partitions than ours.
      write(sluice, expected.stream().map(api::taskName).toList(), target.url("/"));
      write(
          sluice,
          java.util.Collections.nCopies(UNNAMED_RECORDS, api.queue()),
          target.url("/unnamed"));
      await()
          .atMost(SOON)
          .until(() -> stats(api).path("heldRecords").asInt() == NAMED_RECORDS + UNNAMED_RECORDS);
      assertThat(stats(api).path("full").asText()).startsWith(said);
      neighbour.createTask("quick", target.url("/neighbour"), "");
      await().atMost(SOON).until(() -> target.arrivalsOf("quick").size() == 1);

      api.queueVerb("resume");
      int all = 1 + LIMIT + NAMED_RECORDS + UNNAMED_RECORDS;
      await().atMost(SOON).until(() -> target.arrivals().size() == all);
      await().atMost(SOON).until(() -> stats(api).path("full").asText().isEmpty());
      await()
          .atMost(SOON)
          .until(() -> api.createTask(named(api, "more", target.url("/"))).status() == 200);
      await().atMost(SOON).until(() -> target.arrivalsOf("more").size() == 1);
      List<String> ids = target.arrivals().stream().map(RecordingTarget.Arrival::taskName).toList();
      assertThat(ids).hasSize(all + 1).doesNotHaveDuplicates().containsAll(expected);
      assertThat(api.deadLetters()).isEmpty();
      assertThat(metrics(sluice))
          .contains("sluice_api_creates_refused_total", "sluice_scheduler_held_records 0")
          .contains("sluice_scheduler_pending_tasks", "sluice_scheduler_disk_free_bytes");
    }
  }

  private static String metrics(SluiceProcess sluice) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            java.net.http.HttpRequest.newBuilder(
                    URI.create("http://127.0.0.1:" + sluice.port() + "/metrics"))
                .build(),
            HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
        .body()
        .lines()
        .map(line -> line.replace(".0", ""))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void shortDisk_refusesWhatIsNew_andDeliversWhatIsThere() throws Exception {
    Path data = Files.createTempDirectory(Path.of("target"), "budget").resolve("data");
    Map<String, String> shortOfDisk =
        Map.of("SLUICE_BUDGET_MIN_FREE_BYTES", Long.toString(Long.MAX_VALUE));
    try (RecordingTarget target = RecordingTarget.start()) {
      String waits = target.url("/");
      try (SluiceProcess sluice = SluiceProcess.start(data.toAbsolutePath())) {
        Api api = Api.withQueue(sluice, "disk", "");
        api.queueVerb("pause");
        api.createTask("kept", waits, "");
        api.createTask("deleted", waits, "");
        assertThat(sluice.stop(SOON)).contains(0);
      }
      try (SluiceProcess sluice = SluiceProcess.start(data.toAbsolutePath(), shortOfDisk)) {
        Api api = Api.of(sluice, "disk");
        assertFull(
            api.createTask(named(api, "new", waits)),
            "The disk is nearly full: ",
            "sluice.budget.min-free-bytes");
        write(sluice, List.of(api.taskName("record")), waits);
        await().atMost(SOON).until(() -> stats(api).path("heldRecords").asInt() == 1);

        assertThat(api.deleteTask("deleted").status()).isEqualTo(200);
        api.queueVerb("resume");
        await().atMost(SOON).until(() -> target.arrivalsOf("kept").size() == 1);
        await().atMost(SOON).until(() -> api.taskIds().isEmpty());
        assertThat(target.arrivals()).hasSize(1);
        assertThat(sluice.stderr()).contains("event=disk_short ");
      }
    }
  }
}
