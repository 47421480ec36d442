package dev.sluice.standalone.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.UnreadableRecordException;
import dev.sluice.schemas.registry.RegistryException;
import dev.sluice.schemas.registry.SchemaSource;
import dev.sluice.schemas.registry.TaskSchemas;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.config.SettingsLoader;
import dev.sluice.standalone.error.UserErrorException;
import dev.sluice.v1.Task;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.avro.Schema;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Confluent's own deserializer, plugged in, with its own client. */
final class ConfluentSchemasIT {

  private static final Path CONFLUENT = Path.of("target/confluent").toAbsolutePath();
  private static final String CLASS = "io.confluent.kafka.serializers.KafkaAvroDeserializer";

  /** What the registry answers: by id, a status and a body. */
  private static final Map<String, Answer> ANSWERS =
      Map.of(
          "/schemas/ids/1", new Answer(200, schema(AvroCodec.schemaText(Task.class))),
          "/schemas/ids/2", new Answer(200, "{\"schemaType\": \"JSON\", \"schema\": \"{}\"}"),
          "/schemas/ids/3", new Answer(200, schema("nonsense")),
          "/schemas/ids/5", new Answer(401, "{\"error_code\": 401, \"message\": \"who is it\"}"),
          "/schemas/ids/6", new Answer(503, "{\"error_code\": 503, \"message\": \"later\"}"));

  private static final Answer ABSENT =
      new Answer(404, "{\"error_code\": 40403, \"message\": \"Schema not found\"}");

  private record Answer(int status, String body) {}

  @TempDir Path folder;
  private final List<String> callers = new CopyOnWriteArrayList<>();
  private HttpServer registry;

  private static String schema(String text) {
    return JsonNodeFactory.instance.objectNode().put("schema", text).toString();
  }

  @BeforeEach
  void start() throws IOException {
    registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    registry.createContext("/", this::answer);
    registry.start();
  }

  @AfterEach
  void stop() {
    registry.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    callers.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
    Answer answer = ANSWERS.getOrDefault(exchange.getRequestURI().getPath(), ABSENT);
    byte[] body = answer.body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(answer.status, body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private Settings settings(String... more) throws IOException {
    return load(
        "sluice.registry.urls=http://127.0.0.1:" + registry.getAddress().getPort(),
        "sluice.registry.deserializer=" + CLASS,
        "sluice.registry.class-path=" + CONFLUENT,
        "registry.deserializer.max.retries=0",
        "registry.deserializer.basic.auth.credentials.source=USER_INFO",
        "registry.deserializer.basic.auth.user.info=me:secret",
        String.join("\n", more));
  }

  private Settings load(String... lines) throws IOException {
    Path file = Files.writeString(folder.resolve("a.properties"), String.join("\n", lines));
    return new SettingsLoader().file(file).load();
  }

  @Test
  void schema_isWhatItsClientGets_asWhoItIsConfiguredToBe() throws Exception {
    Registry.Way way = Registry.ways(settings()).getFirst();
    SchemaSource source = way.source();

    assertThat(way.name()).isEqualTo(CLASS);
    assertThat(source.schema(1).map(Schema::getFullName)).contains("dev.sluice.v1.Task");
    assertThat(callers).containsOnly("Basic bWU6c2VjcmV0");
    assertThat(source.schema(4)).isEmpty();
    assertThatThrownBy(() -> source.schema(2))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessage("schema 2: Invalid schema type JSON");
    assertThatThrownBy(() -> source.schema(3))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageStartingWith("schema 3: Invalid schema nonsense");
    assertThatThrownBy(() -> source.schema(5))
        .isInstanceOfSatisfying(
            RegistryException.class, e -> assertThat(e.httpStatus()).isEqualTo(401))
        .hasMessage("registry: who is it; error code: 401");
    assertThatThrownBy(() -> source.schema(6)).isInstanceOf(RegistryException.class);
  }

  @Test
  void taskSchemas_areReadByUs_andLearntBesideWhoeverReads() throws Exception {
    try (TaskSchemas schemas = Registry.taskSchemas(settings())) {
      assertThat(schemas.find(1)).isInstanceOf(TaskSchemas.NotYet.class);
      Awaitility.await().until(() -> schemas.find(1) instanceof TaskSchemas.Known);
      Awaitility.await().until(() -> schemas.find(4) instanceof TaskSchemas.Unusable);
    }
  }

  @Test
  void settings_thatCannotWork_areRefusedAtTheStart() throws Exception {
    refused(
        settings("sluice.registry.user=me"),
        "sluice.registry.user: given with sluice.registry.deserializer (expected: its own"
            + " properties, as registry.deserializer.NAME)");
    refused(
        settings("sluice.registry.deserializer=com.example.Absent"),
        "sluice.registry.deserializer: com.example.Absent: java.lang.ClassNotFoundException:"
            + " com.example.Absent (expected: ");
    refused(
        settings("sluice.registry.deserializer=java.lang.Object"),
        "sluice.registry.deserializer: java.lang.Object: java.lang.NoSuchMethodException: ");
    refused(
        settings("registry.deserializer.max.schemas.per.subject=many"),
        "sluice.registry.deserializer: " + CLASS + ": Invalid value many for configuration");
    refused(
        settings("sluice.registry.class-path=" + folder),
        "sluice.registry.class-path: " + folder + " has no jars (expected: a folder with jars)");
    refused(
        settings("sluice.registry.class-path=" + folder.resolve("none")),
        "sluice.registry.class-path: "
            + folder.resolve("none")
            + " (expected: a folder with jars)");
    refused(
        settings("sluice.registry.class-path="),
        "sluice.registry.deserializer without sluice.registry.class-path (expected: both)");
    refused(
        settings("sluice.registry.urls="),
        "sluice.registry.deserializer without sluice.registry.urls (expected: both)");
  }

  private static void refused(Settings settings, String message) {
    assertThatThrownBy(() -> Registry.taskSchemas(settings))
        .isInstanceOf(UserErrorException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void settings_ofADeserializer_areKnown_andItsPasswordsAreNotShown() throws Exception {
    assertThat(settings().lines())
        .filteredOn(line -> line.key().startsWith("registry.deserializer.basic"))
        .extracting(Settings.Line::value)
        .containsExactlyInAnyOrder("(hidden)", "(hidden)");
    assertThat(Optional.of(settings()).map(Registry::isSet)).contains(true);
  }
}
