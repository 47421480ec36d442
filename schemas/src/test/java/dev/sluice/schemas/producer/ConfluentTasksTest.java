package dev.sluice.schemas.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.ConfluentFormat;
import dev.sluice.schemas.TaskJson;
import dev.sluice.schemas.TaskReader;
import dev.sluice.schemas.registry.FakeRegistry;
import dev.sluice.schemas.registry.RegistryClient;
import dev.sluice.schemas.registry.RegistryException;
import dev.sluice.schemas.registry.RegistrySettings;
import dev.sluice.schemas.registry.SubjectStrategy;
import dev.sluice.v1.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ConfluentTasksTest {

  private final Task task =
      TaskJson.decode("{\"httpRequest\":{\"url\":\"http://a/\"}}".getBytes(StandardCharsets.UTF_8));
  private FakeRegistry registry;

  @BeforeEach
  void start() throws IOException {
    registry = new FakeRegistry();
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private ConfluentTasks format(SubjectStrategy subjects, boolean registers) {
    return new ConfluentTasks(
        new RegistryClient(RegistrySettings.at(registry.url())), subjects, registers);
  }

  @ParameterizedTest
  @CsvSource({
    "TOPIC_NAME, sluice.tasks-value",
    "RECORD_NAME, dev.sluice.v1.Task",
    "TOPIC_RECORD_NAME, sluice.tasks-dev.sluice.v1.Task"
  })
  void encode_registersOncePerTopic_andWritesTheId(SubjectStrategy subjects, String subject) {
    registry.answer("POST /subjects/" + subject + "/versions", 200, "{\"id\":70000}");
    ConfluentTasks format = format(subjects, true);

    byte[] value = format.encode("sluice.tasks", task);
    format.encode("sluice.tasks", task);

    assertThat(ConfluentFormat.schemaId(value)).isEqualTo(70_000);
    Schema schema = new Schema.Parser().parse(AvroCodec.schemaText(Task.class));
    assertThat(TaskReader.of(schema).read(value, ConfluentFormat.HEADER_BYTES)).isEqualTo(task);
    assertThat(registry.requests()).hasSize(1);
    assertThat(registry.requests().get(0)).contains("HttpRequest").doesNotContain("avro.java");
  }

  @Test
  void encode_withoutRegistering_needsTheSchemaThere() {
    ConfluentTasks format = format(SubjectStrategy.TOPIC_NAME, false);

    assertThatThrownBy(() -> format.encode("sluice.tasks", task))
        .hasMessageStartingWith("subject sluice.tasks-value: lacks the schema of Task");
    registry.answer("POST /subjects/sluice.tasks-value", 200, "{\"id\":5}");
    assertThat(ConfluentFormat.schemaId(format.encode("sluice.tasks", task))).isEqualTo(5);
  }

  @Test
  void encode_registryIsAway_isTriedAgainThenFails() {
    registry.failWith(503);
    ConfluentTasks format = format(SubjectStrategy.TOPIC_NAME, true);

    assertThatThrownBy(() -> format.encode("sluice.tasks", task))
        .isInstanceOf(RegistryException.class);
    assertThat(registry.requests()).hasSize(4);

    registry.failWith(0);
    registry.answer("POST /subjects/sluice.tasks-value/versions", 200, "{\"id\":5}");
    assertThat(ConfluentFormat.schemaId(format.encode("sluice.tasks", task))).isEqualTo(5);
  }
}
