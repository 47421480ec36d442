package dev.sluice.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.schemas.StalledServer;
import dev.sluice.schemas.UnreadableRecordException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RegistryClientTest {

  private static final String PAIR =
      "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"Pair\\\",\\\"fields\\\":[]}\"}";

  private FakeRegistry registry;
  private RegistryClient client;

  @BeforeEach
  void start() throws IOException {
    registry = new FakeRegistry();
    client = new RegistryClient(RegistrySettings.at(registry.url()));
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void schema_thatIsThere_isParsed() throws Exception {
    registry.answer("GET /schemas/ids/7", 200, PAIR);

    assertThat(client.schema(7).orElseThrow().getFullName()).isEqualTo("Pair");
    assertThat(client.schema(8)).isEmpty();
  }

  @Test
  void schema_withReferences_isReadWithThem() throws Exception {
    registry.answer(
        "GET /schemas/ids/7",
        200,
        "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"Outer\\\",\\\"fields\\\":"
            + "[{\\\"name\\\":\\\"a\\\",\\\"type\\\":\\\"Pair\\\"}]}\",\"references\":"
            + "[{\"name\":\"Pair\",\"subject\":\"the pair\",\"version\":2}]}");
    registry.answer("GET /subjects/the%20pair/versions/2", 200, PAIR);

    assertThat(client.schema(7).orElseThrow().getField("a").schema().getFullName())
        .isEqualTo("Pair");
  }

  @Test
  void schema_ofAnotherKindOrDamaged_saysSo() {
    registry.answer("GET /schemas/ids/7", 200, "{\"schema\":\"x\",\"schemaType\":\"PROTOBUF\"}");
    registry.answer("GET /schemas/ids/8", 200, "{\"schema\":\"nonsense\"}");

    assertThatThrownBy(() -> client.schema(7))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessage("schema 7: PROTOBUF (expected: AVRO)");
    assertThatThrownBy(() -> client.schema(8))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageStartingWith("schema 8: Avro cannot read it: ");
  }

  @Test
  void register_postsTheSchema() throws Exception {
    registry.answer("POST /subjects/sluice.tasks-value/versions", 200, "{\"id\":12}");

    assertThat(client.register("sluice.tasks-value", "\"string\"")).isEqualTo(12);
    assertThat(registry.requests())
        .containsExactly(
            "POST /subjects/sluice.tasks-value/versions null"
                + " {\"schema\":\"\\\"string\\\"\",\"schemaType\":\"AVRO\"}");
  }

  @Test
  void register_incompatible_isRefusedWithTheRegistrysWords() {
    registry.answer(
        "POST /subjects/s/versions", 409, "{\"error_code\":409,\"message\":\"incompatible\"}");

    assertThatThrownBy(() -> client.register("s", "\"string\""))
        .isInstanceOfSatisfying(
            RegistryException.class, refused -> assertThat(refused.isPassing()).isFalse())
        .hasMessage("registry " + registry.url() + ": answered 409: incompatible");
  }

  @Test
  void idOf_aSubjectThatLacksIt_isEmpty() throws Exception {
    registry.answer("POST /subjects/s", 200, "{\"id\":3}");

    assertThat(client.idOf("s", "\"string\"")).contains(3);
    assertThat(client.idOf("t", "\"string\"")).isEmpty();
  }

  @Test
  void call_withCredentials_showsThem() throws Exception {
    new RegistryClient(RegistrySettings.at(registry.url()).basic("me", "secret")).schema(1);
    new RegistryClient(RegistrySettings.at(registry.url()).bearer(() -> "token")).schema(1);

    assertThat(registry.requests())
        .containsExactly(
            "GET /schemas/ids/1 Basic bWU6c2VjcmV0 ", "GET /schemas/ids/1 Bearer token ");
  }

  @Test
  void call_whoseTokenCannotBeHadNow_isPassing() {
    RegistrySettings settings =
        RegistrySettings.at(registry.url())
            .bearer(() -> {
              throw new IllegalStateException("token file: cannot be read");
            });

    // Anything else would make dead letters of good tasks.
    assertThatThrownBy(() -> new RegistryClient(settings).schema(1))
        .isInstanceOfSatisfying(
            RegistryException.class, failed -> assertThat(failed.isPassing()).isTrue())
        .hasMessage("registry: no credentials: token file: cannot be read");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "secret\nsecond", "secret second", "secret\u0001", "secr\u20acet"})
  void call_whoseTokenNoHeaderMayHave_isPassingAndDoesNotShowIt(String token) {
    RegistrySettings settings = RegistrySettings.at(registry.url()).bearer(() -> token);

    assertThatThrownBy(() -> new RegistryClient(settings).schema(1))
        .isInstanceOfSatisfying(
            RegistryException.class, failed -> assertThat(failed.isPassing()).isTrue())
        .hasMessageStartingWith("registry: no credentials: token: ")
        .hasMessageNotContaining("secr");
  }

  @Test
  void call_withCredentialsThatNoHeaderMayHave_isPassingAndDoesNotShowThem() {
    RegistrySettings plain = RegistrySettings.at(registry.url());
    RegistrySettings settings =
        new RegistrySettings(
            plain.urls(), () -> Optional.of("Digest secret\n"), plain.tls(), plain.timeout());

    assertThatThrownBy(() -> new RegistryClient(settings).schema(1))
        .isInstanceOfSatisfying(
            RegistryException.class, failed -> assertThat(failed.isPassing()).isTrue())
        .hasMessageNotContaining("secret");
  }

  @Test
  @Timeout(30)
  void call_whoseBodyStalls_isPassing() throws Exception {
    try (StalledServer stalled = new StalledServer()) {
      RegistrySettings settings =
          RegistrySettings.at(stalled.url()).timeout(Duration.ofMillis(200));

      assertThatThrownBy(() -> new RegistryClient(settings).schema(7))
          .isInstanceOfSatisfying(
              RegistryException.class, failed -> assertThat(failed.isPassing()).isTrue())
          .hasMessage("registry " + stalled.url() + ": no answer: within 200 ms");
    }
  }

  @Test
  void call_whoseBodyIsTooLong_isPassing() {
    registry.answer("GET /schemas/ids/7", 200, " ".repeat((4 << 20) + 1));

    assertThatThrownBy(() -> client.schema(7))
        .isInstanceOfSatisfying(
            RegistryException.class, failed -> assertThat(failed.isPassing()).isTrue())
        .hasMessageEndingWith(": no answer: more than 4194304 bytes (expected: fewer)");
  }

  @ParameterizedTest
  @ValueSource(ints = {40401, 40402, 40403})
  void call_answeredThatThereIsNone_isEmpty(int code) throws Exception {
    registry.answer("GET /schemas/ids/7", 404, "{\"error_code\":" + code + "}");

    assertThat(client.schema(7)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"404", "40499", "\"none\"", "null"})
  void call_answered404ForAnotherReason_isPassing(String code) {
    registry.answer("GET /schemas/ids/7", 404, "{\"error_code\":" + code + "}");

    assertThatThrownBy(() -> client.schema(7))
        .isInstanceOfSatisfying(
            RegistryException.class, failed -> assertThat(failed.isPassing()).isTrue())
        .hasMessageContaining("404 with none of the error codes");
  }

  @Test
  void call_whatOneServerLacks_isAskedOfTheOthers() throws Exception {
    try (FakeRegistry behind = new FakeRegistry()) {
      RegistryClient both = new RegistryClient(RegistrySettings.at(behind.url(), registry.url()));
      assertThat(both.schema(7)).isEmpty();
      registry.answer("GET /schemas/ids/7", 200, PAIR);
      assertThat(both.schema(7)).isPresent();

      behind.answer("GET /schemas/ids/8", 404, "{\"error_code\":40403}");
      registry.failWith(503);

      // The one that is away may have it.
      assertThatThrownBy(() -> both.schema(8)).isInstanceOf(RegistryException.class);
    }
  }

  @Test
  void call_whenOneServerIsAway_goesToTheNextAndStaysThere() throws Exception {
    try (FakeRegistry down = new FakeRegistry()) {
      down.failWith(503);
      registry.answer("GET /schemas/ids/7", 200, PAIR);
      RegistryClient both =
          new RegistryClient(RegistrySettings.at(down.url(), registry.url() + "/"));

      assertThat(both.schema(7)).isPresent();
      assertThat(both.schema(7)).isPresent();

      assertThat(down.requests()).hasSize(1);
      assertThat(registry.requests()).hasSize(2);
      registry.failWith(500);
      assertThatThrownBy(() -> both.schema(7))
          .isInstanceOfSatisfying(
              RegistryException.class, failed -> assertThat(failed.isPassing()).isTrue());
    }
  }

  @Test
  void call_toNobody_isPassing() {
    registry.close();

    assertThatThrownBy(() -> client.schema(7))
        .isInstanceOfSatisfying(
            RegistryException.class, failed -> assertThat(failed.isPassing()).isTrue())
        .hasMessageStartingWith("registry " + registry.url() + ": no answer: ");
  }

  @Test
  void call_toSomethingElse_isNoAnswer() {
    registry.answer("GET /schemas/ids/1", 200, "<html>welcome</html>");
    registry.answer("GET /schemas/ids/2", 404, "<html>not here</html>");

    // Believing its 404 would make dead letters of good tasks.
    for (int id : List.of(1, 2)) {
      assertThatThrownBy(() -> client.schema(id)).isInstanceOf(RegistryException.class);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"registry:8081", "ftp://a", "http://user:pw@host", "http://", "a b"})
  void url_thatIsNone_isRefused(String text) {
    assertThatThrownBy(() -> RegistrySettings.url(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"http://user:pw@host", "http://user:p w@host", "http://user:pw/@host"})
  void url_withAPassword_isRefusedWithoutIt(String text) {
    assertThatThrownBy(() -> RegistrySettings.url(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("registry: user info in the URL (expected: ");
  }
}
