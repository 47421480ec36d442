package dev.sluice.standalone.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.schemas.Partitions;
import dev.sluice.schemas.QueueName;
import dev.sluice.schemas.TaskIds;
import dev.sluice.schemas.TaskName;
import dev.sluice.schemas.producer.Inbox;
import dev.sluice.schemas.producer.NewTask;
import dev.sluice.schemas.producer.Receipt;
import dev.sluice.schemas.producer.TaskFormat;
import dev.sluice.schemas.producer.TaskProducer;
import dev.sluice.schemas.producer.Verdict;
import dev.sluice.standalone.testkit.RecordingTarget;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kafka applications of every kind create tasks in a running Sluice. */
final class ProducersIT {

  private static final Duration SOON = Duration.ofSeconds(20);

  private SluiceProcess sluice;
  private RecordingTarget target;

  @BeforeEach
  void start() throws Exception {
    sluice = SharedSluice.get();
    target = RecordingTarget.start();
  }

  @AfterEach
  void stop() {
    target.close();
  }

  @Test
  void taskProducer_tellsWhereATaskIs_andWhatBecameOfIt() throws Exception {
    Api api = Api.withQueue(sluice, "produced", "");
    try (TaskProducer producer = taskProducer(TaskFormat.AVRO)) {
      NewTask task = NewTask.to(api.queue(), target.url("/once")).id("once").body("hello").build();

      Receipt first = producer.send(task).join();
      Receipt second = producer.send(task).join();

      assertThat(first.topic()).isEqualTo("sluice.tasks");
      assertThat(second.offset()).isGreaterThan(first.offset());
      assertThat(producer.verdict(first).join().outcome()).isEqualTo(Verdict.Outcome.ACCEPTED);
      Verdict repeated = producer.verdict(second).join();
      assertThat(repeated.outcome()).isEqualTo(Verdict.Outcome.DUPLICATE);
      assertThat(repeated.reason()).isNotEmpty();
      await().atMost(SOON).until(() -> !target.arrivalsOf("once").isEmpty());
      assertThat(target.arrivalsOf("once")).hasSize(1);
      assertThat(target.arrivalsOf("once").getFirst().body()).isEqualTo("hello".getBytes(UTF_8));
    }
  }

  @Test
  void taskProducer_ofABatchWithoutIds_tellsTheNamesThatTheTasksGet() throws Exception {
    Api api = Api.withQueue(sluice, "produced-batch", "");
    try (TaskProducer producer = taskProducer(TaskFormat.JSON)) {
      List<NewTask> tasks = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        tasks.add(NewTask.to(api.queue(), target.url("/" + i)).build());
      }

      List<Receipt> receipts =
          producer.sendAll(tasks).stream().map(CompletableFuture::join).toList();

      await().atMost(SOON).until(() -> target.arrivals().size() == 20);
      assertThat(target.arrivals())
          .extracting(RecordingTarget.Arrival::taskName)
          .containsExactlyInAnyOrderElementsOf(
              receipts.stream().map(receipt -> receipt.task().taskId()).toList());
      assertThat(producer.verdict(receipts.getLast()).join().outcome())
          .isEqualTo(Verdict.Outcome.ACCEPTED);
    }
  }

  @Test
  void taskProducer_deletesWhatHasNotRun() throws Exception {
    Api api = Api.withQueue(sluice, "produced-deletes", "");
    try (TaskProducer producer = taskProducer(TaskFormat.AVRO)) {
      NewTask later =
          NewTask.to(api.queue(), target.url("/never"))
              .id("never")
              .at(Instant.now().plusSeconds(3600))
              .build();
      assertThat(producer.verdict(producer.send(later).join()).join().outcome())
          .isEqualTo(Verdict.Outcome.ACCEPTED);

      producer.delete(TaskName.parse(api.taskName("never"))).join();

      await().atMost(SOON).until(() -> api.task("never").status() == 404);
    }
  }

  @Test
  void badRecord_isRejected_whenItsProducerAsks() throws Exception {
    Api api = Api.withQueue(sluice, "produced-bad", "");
    try (KafkaProducer<byte[], byte[]> raw = new KafkaProducer<>(properties());
        TaskProducer asks = taskProducer(TaskFormat.AVRO)) {
      int partition = ownPartition(raw, api.queue());
      RecordMetadata written =
          raw.send(record(partition, api.taskName("bad"), "{\"httpRequest\": {}}")).get();

      Verdict verdict =
          asks.verdict(
                  new Receipt(
                      TaskName.parse(api.taskName("bad")),
                      written.topic(),
                      written.partition(),
                      written.offset()))
              .join();

      assertThat(verdict)
          .isEqualTo(new Verdict(Verdict.Outcome.REJECTED, "HttpRequest.url is required."));
    }
  }

  @Test
  void recordOnAnyPartition_underItsQueuesName_arrivesUnderItsCoordinates() throws Exception {
    Api api = Api.withQueue(sluice, "misrouted", "");
    String value = "{\"httpRequest\": {\"url\": \"" + target.url("/") + "\"}}";
    List<String> names = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> raw = new KafkaProducer<>(properties())) {
      int partitions = raw.partitionsFor("sluice.tasks").size();
      for (int partition = 0; partition < partitions; partition++) {
        RecordMetadata written = raw.send(record(partition, api.queue(), value)).get();
        names.add(TaskIds.of("sluice.tasks", partition, written.offset()));
      }
    }

    await().atMost(SOON).until(() -> target.arrivals().size() == names.size());
    assertThat(target.arrivals())
        .extracting(RecordingTarget.Arrival::taskName)
        .containsExactlyInAnyOrderElementsOf(names);
  }

  @Test
  void transactionalApp_createsWhatItCommits_andNothingElse() throws Exception {
    Api api = Api.withQueue(sluice, "transactional", "");
    Inbox inbox = new Inbox();
    Map<String, Object> properties = properties();
    properties.put("transactional.id", "orders-1");
    try (KafkaProducer<byte[], byte[]> app = new KafkaProducer<>(properties)) {
      app.initTransactions();
      app.beginTransaction();
      var _ = app.send(inbox.record(task(api, "aborted"), Instant.now()));
      app.flush();
      app.abortTransaction();
      app.beginTransaction();
      var _ = app.send(inbox.record(task(api, "committed"), Instant.now()));
      var _ =
          app.send(inbox.record(NewTask.to(api.queue(), target.url("/")).build(), Instant.now()));
      app.commitTransaction();
    }

    await().atMost(SOON).until(() -> target.arrivals().size() == 2);
    // What comes after them in the same partition has been decided after them.
    api.createTask("last", target.url("/last"), "");
    await().atMost(SOON).until(() -> target.arrivals().size() == 3);
    assertThat(target.arrivalsOf("committed")).hasSize(1);
    assertThat(target.arrivalsOf("aborted")).isEmpty();
    assertThat(api.task("aborted").status()).isEqualTo(404);
    assertThat(api.deadLetters()).isEmpty();
  }

  private NewTask task(Api api, String id) {
    return NewTask.to(api.queue(), target.url("/" + id)).id(id).build();
  }

  private TaskProducer taskProducer(TaskFormat format) {
    return TaskProducer.builder()
        .bootstrapServers(sluice.bootstrapServers())
        .format(format)
        .api("http://127.0.0.1:" + sluice.port())
        .build();
  }

  private Map<String, Object> properties() {
    Map<String, Object> properties = new HashMap<>();
    properties.put("bootstrap.servers", sluice.bootstrapServers());
    properties.put("key.serializer", ByteArraySerializer.class);
    properties.put("value.serializer", ByteArraySerializer.class);
    return properties;
  }

  private static int ownPartition(KafkaProducer<byte[], byte[]> producer, String queue) {
    return Partitions.of(
        QueueName.parse(queue).toString(), producer.partitionsFor("sluice.tasks").size());
  }

  private static ProducerRecord<byte[], byte[]> record(int partition, String key, String value) {
    return new ProducerRecord<>(
        "sluice.tasks", partition, key.getBytes(UTF_8), value.getBytes(UTF_8));
  }
}
