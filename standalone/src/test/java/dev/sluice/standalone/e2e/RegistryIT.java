package dev.sluice.standalone.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.schemas.ConfluentFormat;
import dev.sluice.schemas.TaskJson;
import dev.sluice.schemas.producer.ConfluentTasks;
import dev.sluice.schemas.producer.NewTask;
import dev.sluice.schemas.producer.Receipt;
import dev.sluice.schemas.producer.TaskProducer;
import dev.sluice.schemas.producer.Verdict;
import dev.sluice.schemas.registry.RegistryClient;
import dev.sluice.schemas.registry.RegistrySettings;
import dev.sluice.schemas.registry.SubjectStrategy;
import dev.sluice.standalone.testkit.RecordingTarget;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Tasks in Confluent's format, with a registry that is really one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ResourceLock("records held by the shared Sluice")
final class RegistryIT {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String ORDER =
      """
      {"type": "record", "name": "Order", "namespace": "com.example", "fields": [
        {"name": "orderId", "type": "long"},
        {"name": "httpRequest", "type": {"type": "record", "name": "Call", "fields": [
          {"name": "url", "type": "string"}]}}]}
      """;

  private SluiceProcess sluice;
  private RegistryServer registry;
  private RecordingTarget target;

  @BeforeAll
  void startAll() throws Exception {
    sluice = SharedSluice.get();
    registry = RegistryServer.shared();
  }

  @AfterAll
  void stopAll() throws Exception {
    SharedSluice.registry().passTo(Optional.empty());
  }

  @BeforeEach
  void start() throws Exception {
    SharedSluice.registry().passTo(Optional.of(registry.url()));
    target = RecordingTarget.start();
  }

  @AfterEach
  void stop() {
    target.close();
  }

  @Test
  void taskProducer_withARegistry_writesWhatTheSchedulerReads() throws Exception {
    Api api = Api.withQueue(sluice, "registry-produced", "");
    try (TaskProducer producer = producer()) {
      Receipt receipt =
          producer
              .send(NewTask.to(api.queue(), target.url("/a")).id("a").body("hello").build())
              .join();

      await().atMost(SOON).until(() -> target.arrivalsOf("a").size() == 1);
      assertThat(target.arrivalsOf("a").getFirst().body()).isEqualTo("hello".getBytes(UTF_8));
      assertThat(producer.verdict(receipt).join().outcome()).isEqualTo(Verdict.Outcome.ACCEPTED);
    }
  }

  @Test
  void registryThatIsAway_delaysItsRecords_andNothingElse() throws Exception {
    Api api = Api.withQueue(sluice, "registry-away", "");
    int id =
        new RegistryClient(RegistrySettings.at(registry.url()))
            .register("orders-away", ORDER.replace("Order", "AwayOrder"));
    RegistryFront front = SharedSluice.registry();
    front.passTo(Optional.empty());
    int refusedBefore = front.refused();

    send(api.taskName("waits"), order(id, 7, target.url("/waits")));
    send(api.taskName("passes"), "{\"httpRequest\": {\"url\": \"" + target.url("/p") + "\"}}");
    api.createTask("called", target.url("/called"), "");

    await().atMost(SOON).until(() -> target.arrivals().size() == 2);
    await().atMost(SOON).until(() -> front.refused() >= refusedBefore + 2);
    assertThat(target.arrivalsOf("waits")).isEmpty();
    assertThat(api.deadLetters()).isEmpty();

    front.passTo(Optional.of(registry.url()));

    await().atMost(SOON).until(() -> target.arrivalsOf("waits").size() == 1);
    assertThat(api.deadLetters()).isEmpty();
  }

  @Test
  void schemaIdThatTheRegistryLacks_isADeadLetter() throws Exception {
    Api api = Api.withQueue(sluice, "registry-lacks", "");

    send(api.taskName("lost"), order(99_999, 7, "http://127.0.0.1:9/"));

    await().atMost(SOON).until(() -> api.deadLetters().size() == 1);
    assertThat(api.deadLetters().getFirst().path("cause").asText()).isEqualTo("UNREADABLE");
    assertThat(api.deadLetters().getFirst().path("message").asText())
        .isEqualTo("schema id: 99999 (expected: one that the registry has)");
  }

  @Test
  void schemaThatIsNoTask_isADeadLetterThatSaysWhy() throws Exception {
    Api api = Api.withQueue(sluice, "registry-other", "");
    int id =
        new RegistryClient(RegistrySettings.at(registry.url()))
            .register("payments", "{\"type\": \"record\", \"name\": \"Payment\", \"fields\": []}");

    send(api.taskName("payment"), ConfluentFormat.value(id, new byte[0], 0));

    await().atMost(SOON).until(() -> api.deadLetters().size() == 1);
    assertThat(api.deadLetters().getFirst().path("message").asText())
        .contains("Payment does not resolve to a Task")
        .contains("httpRequest");
  }

  @Test
  void anotherClient_withASchemaOfItsOwn_isUnderstood(@TempDir Path folder) throws Exception {
    Tools.assumeNodeClient();
    Api api = Api.withQueue(sluice, "registry-node", "");
    Path schema = Files.writeString(folder.resolve("order.avsc"), ORDER);
    Path value =
        Files.writeString(
            folder.resolve("order.json"),
            "{\"orderId\": 7, \"httpRequest\": {\"url\": \"" + target.url("/node") + "\"}}");

    Tools.Ran ran = Tools.node("registry-value.js", registry.url(), "orders-value", schema, value);
    assertThat(ran.exitCode()).as(ran.out()).isZero();
    byte[] encoded = HexFormat.of().parseHex(ran.lines().getLast());
    send(api.taskName("node"), encoded);

    await().atMost(SOON).until(() -> target.arrivalsOf("node").size() == 1);
    // Byte for byte what we take the format to be.
    assertThat(encoded).isEqualTo(order(ConfluentFormat.schemaId(encoded), 7, target.url("/node")));
  }

  @Test
  void confluentsSerializer_apartFromUs_isUnderstood() throws Exception {
    Api api = Api.withQueue(sluice, "registry-confluent", "");
    try (ConfluentSerdes confluent = ConfluentSerdes.apart(registry.url())) {
      byte[] value =
          confluent.serialize(
              "confluent-orders",
              ORDER,
              "{\"orderId\": 7, \"httpRequest\": {\"url\": \"" + target.url("/c") + "\"}}");
      send(api.taskName("confluent"), value);

      await().atMost(SOON).until(() -> target.arrivalsOf("confluent").size() == 1);
      assertThat(value).isEqualTo(order(ConfluentFormat.schemaId(value), 7, target.url("/c")));
    }
  }

  @Test
  void confluentsDeserializer_apartFromUs_readsWhatOurProducerWrites() throws Exception {
    ConfluentTasks format =
        new ConfluentTasks(
            new RegistryClient(RegistrySettings.at(registry.url())),
            SubjectStrategy.TOPIC_NAME,
            true);
    byte[] value =
        format.encode(
            "sluice.tasks",
            TaskJson.decode("{\"httpRequest\": {\"url\": \"http://a/\"}}".getBytes(UTF_8)));
    try (ConfluentSerdes confluent = ConfluentSerdes.apart(registry.url())) {
      assertThat(confluent.deserialize("sluice.tasks", value)).contains("\"url\": \"http://a/\"");
    }
  }

  @Test
  void confluentsSerializer_besideUs_fitsIntoTaskProducer() throws Exception {
    Api api = Api.withQueue(sluice, "registry-fits", "");
    try (Serializer<Object> confluent = ConfluentSerdes.serializerBesideOurs(registry.url());
        TaskProducer producer =
            TaskProducer.builder()
                .bootstrapServers(sluice.bootstrapServers())
                .format((topic, task) -> confluent.serialize(topic, task))
                .build()) {
      producer
          .send(NewTask.to(api.queue(), target.url("/a")).id("fits").body("hello").build())
          .join();

      await().atMost(SOON).until(() -> target.arrivalsOf("fits").size() == 1);
      assertThat(target.arrivalsOf("fits").getFirst().body()).isEqualTo("hello".getBytes(UTF_8));
    }
  }

  /** An Order in Confluent's format: a zigzag number below 64, a text shorter than 64. */
  private static byte[] order(int schemaId, int orderId, String url) {
    byte[] text = url.getBytes(UTF_8);
    byte[] data = new byte[2 + text.length];
    data[0] = (byte) (2 * orderId);
    data[1] = (byte) (2 * text.length);
    System.arraycopy(text, 0, data, 2, text.length);
    return ConfluentFormat.value(schemaId, data, 0);
  }

  private TaskProducer producer() {
    RegistryClient client = new RegistryClient(RegistrySettings.at(registry.url()));
    return TaskProducer.builder()
        .bootstrapServers(sluice.bootstrapServers())
        .format(new ConfluentTasks(client, SubjectStrategy.TOPIC_NAME, true))
        .api("http://127.0.0.1:" + sluice.port())
        .build();
  }

  private void send(String key, String value) throws Exception {
    send(key, value.getBytes(UTF_8));
  }

  private void send(String key, byte[] value) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", sluice.bootstrapServers()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>("sluice.tasks", key.getBytes(UTF_8), value)).get();
    }
  }
}
