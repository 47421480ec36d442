package dev.sluice.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.registry.TaskSchemas.Answer;
import dev.sluice.schemas.registry.TaskSchemas.Known;
import dev.sluice.schemas.registry.TaskSchemas.NotYet;
import dev.sluice.schemas.registry.TaskSchemas.Unusable;
import dev.sluice.v1.Task;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
final class SchemaCacheTest {

  private static final String TASK =
      JsonNodeFactory.instance
          .objectNode()
          .put("schema", AvroCodec.schemaText(Task.class))
          .toString();

  private final AtomicLong nanos = new AtomicLong();
  private FakeRegistry registry;
  private SchemaCache cache;

  @BeforeEach
  void start() throws IOException {
    registry = new FakeRegistry();
    cache = SchemaCache.start(new RegistryClient(RegistrySettings.at(registry.url())), nanos::get);
  }

  @AfterEach
  void stop() {
    cache.close();
    registry.close();
  }

  @Test
  void find_firstTime_doesNotWait_andIsAskedForOnce() {
    registry.answer("GET /schemas/ids/7", 200, TASK);

    assertThat(cache.find(7)).isInstanceOf(NotYet.class);
    assertThat(answer(7)).isInstanceOf(Known.class);
    nanos.addAndGet(Duration.ofDays(1).toNanos());
    assertThat(cache.find(7)).isInstanceOf(Known.class);
    assertThat(registry.requests()).hasSize(1);
  }

  @Test
  void find_whatTheRegistryLacks_isUnusableForAMinute() {
    assertThat(answer(7))
        .isEqualTo(new Unusable("schema id: 7 (expected: one that the registry has)"));

    registry.answer("GET /schemas/ids/7", 200, TASK);
    nanos.addAndGet(Duration.ofSeconds(59).toNanos());
    assertThat(cache.find(7)).isInstanceOf(Unusable.class);
    nanos.addAndGet(Duration.ofSeconds(2).toNanos());
    assertThat(answer(7)).isInstanceOf(Known.class);
  }

  @Test
  void find_whatIsNoTask_saysWhy() {
    registry.answer(
        "GET /schemas/ids/7",
        200,
        "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"Order\\\",\\\"fields\\\":[]}\"}");
    registry.answer("GET /schemas/ids/8", 200, "{\"schema\":\"\\\"string\\\"\"}");

    assertThat(message(answer(7)))
        .startsWith("schema id: 7: schema: Order does not resolve to a Task: ");
    assertThat(message(answer(8)))
        .isEqualTo("schema id: 8: schema: of type STRING (expected: a record like a Task)");
  }

  @Test
  void find_whileTheRegistryIsAway_isNotYet_andComesLater() {
    registry.answer("GET /schemas/ids/7", 200, TASK);
    for (int status : new int[] {503, 401}) {
      registry.failWith(status);
      int before = registry.requests().size();
      while (registry.requests().size() < before + 2) {
        assertThat(cache.find(7)).isInstanceOf(NotYet.class);
        Thread.onSpinWait();
      }
    }

    registry.failWith(0);

    assertThat(answer(7)).isInstanceOf(Known.class);
  }

  @Test
  void find_oneIdThatFails_keepsNoOtherBack() {
    registry.answer("GET /schemas/ids/7", 500, "{\"error_code\":50001,\"message\":\"broken\"}");
    registry.answer("GET /schemas/ids/8", 200, TASK);

    assertThat(cache.find(7)).isInstanceOf(NotYet.class);
    assertThat(answer(8)).isInstanceOf(Known.class);
    assertThat(cache.find(7)).isInstanceOf(NotYet.class);
  }

  private static String message(Answer answer) {
    return ((Unusable) answer).message();
  }

  private Answer answer(int id) {
    Answer answer = cache.find(id);
    while (answer instanceof NotYet) {
      Thread.onSpinWait();
      answer = cache.find(id);
    }
    return answer;
  }
}
