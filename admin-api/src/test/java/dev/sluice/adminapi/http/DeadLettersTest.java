package dev.sluice.adminapi.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.adminapi.backend.MemoryBackend;
import dev.sluice.adminapi.http.ApiFixture.Answer;
import dev.sluice.adminapi.view.PageToken;
import dev.sluice.v1.Attempt;
import dev.sluice.v1.Coordinates;
import dev.sluice.v1.DeadLetter;
import dev.sluice.v1.DeadLetterCause;
import dev.sluice.v1.DeleteDeadLetter;
import dev.sluice.v1.HttpRequest;
import dev.sluice.v1.Task;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLettersTest {

  private static final String LETTERS = "/v2/" + ApiFixture.QUEUE + "/deadLetters";
  private static final String NOBODYS = "/v2/projects/-/locations/-/queues/-/deadLetters";

  private static final ApiFixture api = new ApiFixture();

  @BeforeAll
  static void start() throws Exception {
    api.createQueue();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @BeforeEach
  void fill() {
    api.backend.add(exhausted("1-7", "a"));
    api.backend.add(exhausted("1-8", "b"));
    api.backend.add(exhausted("3-2", "c"));
    api.backend.add(unreadable("2-1"));
  }

  @Test
  void get_exhausted_showsTaskAttemptsAndSource() throws Exception {
    Answer answer = api.get(LETTERS + "/1-7?responseView=FULL");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().at("/name").asText()).isEqualTo(ApiFixture.QUEUE + "/deadLetters/1-7");
    assertThat(answer.json().at("/taskName").asText()).isEqualTo(ApiFixture.QUEUE + "/tasks/a");
    assertThat(answer.json().at("/cause").asText()).isEqualTo("ATTEMPTS_EXHAUSTED");
    assertThat(answer.json().at("/deadTime").asText()).isEqualTo("2026-11-22T10:15:30.123456Z");
    assertThat(answer.json().at("/task/httpRequest/body").asText()).isEqualTo("aGk=");
    assertThat(answer.json().at("/dispatchCount").asInt()).isEqualTo(2);
    assertThat(answer.json().at("/attempts/0/responseStatus/message").asText())
        .isEqualTo("INTERNAL(13): HTTP status code 500");
    assertThat(answer.json().at("/source/offset").asText()).isEqualTo("5");
  }

  @Test
  void get_basicView_leavesBodiesOut() throws Exception {
    assertThat(api.get(LETTERS + "/1-7").json().at("/task/httpRequest").has("body")).isFalse();
    assertThat(api.get(NOBODYS + "/2-1").json().has("raw")).isFalse();
  }

  @Test
  void list_ofAQueue_goesThroughAllPartitions() throws Exception {
    Answer first = api.get(LETTERS + "?pageSize=1");
    Answer second = api.get(LETTERS + "?pageSize=1&pageToken=" + token(first));
    Answer third = api.get(LETTERS + "?pageToken=" + token(second));

    assertThat(first.json().at("/deadLetters/0/name").asText()).endsWith("/1-7");
    assertThat(second.json().at("/deadLetters/0/name").asText()).endsWith("/1-8");
    assertThat(third.json().at("/deadLetters").findValuesAsText("taskName"))
        .containsExactly(ApiFixture.QUEUE + "/tasks/c");
    assertThat(third.json().has("nextPageToken")).isFalse();
  }

  @Test
  void list_ofNoQueue_hasRecordsThatNameNone() throws Exception {
    Answer answer = api.get(NOBODYS + "?responseView=FULL");

    assertThat(answer.json().at("/deadLetters")).hasSize(1);
    assertThat(answer.json().at("/deadLetters/0/cause").asText()).isEqualTo("UNREADABLE");
    assertThat(answer.json().at("/deadLetters/0/raw").asText()).isEqualTo("AQI=");
    assertThat(answer.json().at("/deadLetters/0").has("task")).isFalse();
  }

  @Test
  void redrive_revivesTheTaskAndRemovesTheLetter() throws Exception {
    Answer answer = api.post(LETTERS + "/1-7:redrive", "{}");

    assertThat(answer.json().at("/name").asText()).isEqualTo(ApiFixture.QUEUE + "/tasks/a");
    assertThat(api.get("/v2/" + ApiFixture.QUEUE + "/tasks/a").status()).isEqualTo(200);
    assertThat(api.get(LETTERS + "/1-7").status()).isEqualTo(404);
  }

  @Test
  void delete_removesTheLetter() throws Exception {
    assertThat(api.delete(LETTERS + "/3-2").status()).isEqualTo(200);

    assertThat(api.get(LETTERS + "/3-2").status()).isEqualTo(404);
    assertThat(api.backend.lastCommand().getName()).isEqualTo(ApiFixture.QUEUE + "/tasks/c");
    assertThat(((DeleteDeadLetter) api.backend.lastCommand().getAction()).getId()).isEqualTo("3-2");
  }

  @Test
  void list_timesThatTheApiCannotSay_areShownAsTheNearest() throws Exception {
    String name = ApiFixture.LOCATION + "/queues/odd";
    Instant late = Instant.parse("+10000-01-01T00:00:00Z");
    Instant early = Instant.parse("0000-12-31T23:59:59Z");
    api.backend.add(
        letter("2-5")
            .setQueueName(name)
            .setCause(DeadLetterCause.ATTEMPTS_EXHAUSTED)
            .setDeadTime(late)
            .setAttempts(List.of(new Attempt(early, late, null, 500, "", null)))
            .build());

    Answer answer = api.get("/v2/" + name + "/deadLetters");

    assertThat(answer.status()).isEqualTo(200);
    JsonNode letter = answer.json().at("/deadLetters/0");
    assertThat(letter.at("/deadTime").asText()).isEqualTo("9999-12-31T23:59:59.999999999Z");
    assertThat(letter.at("/attempts/0/scheduleTime").asText()).isEqualTo("0001-01-01T00:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "x",
        "1-7",
        " 1-7",
        "-1 ",
        "-1 1-7",
        "x 1-7",
        "1 x",
        "01 1-7",
        "9999999999 ",
        "1  ",
        "4 ",
        "4 1-7"
      })
  void list_forgedToken_isRefused(String place) throws Exception {
    String token = PageToken.write("deadLetters " + ApiFixture.QUEUE, place, MemoryBackend.NOW);

    ApiFixture.assertError(
        api.get(LETTERS + "?pageToken=" + token),
        400,
        "INVALID_ARGUMENT",
        "pageToken is not valid (expected: the nextPageToken of the previous page of the same"
            + " list)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1-9", "2-1", "99-1", "x", "1-", "01-7", "1-7-7", "99999999999-1"})
  void get_unknownOrForeignId_isNotFound(String id) throws Exception {
    Answer answer = api.get(LETTERS + "/" + id);

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.message()).isEqualTo("Requested entity was not found.");
  }

  private static String token(Answer page) {
    return page.json().at("/nextPageToken").asText();
  }

  private static DeadLetter exhausted(String id, String taskId) {
    String name = ApiFixture.QUEUE + "/tasks/" + taskId;
    return letter(id)
        .setQueueName(ApiFixture.QUEUE)
        .setTaskName(name)
        .setCause(DeadLetterCause.ATTEMPTS_EXHAUSTED)
        .setTask(
            Task.newBuilder()
                .setName(name)
                .setHttpRequest(
                    HttpRequest.newBuilder()
                        .setUrl("http://h/")
                        .setBody(ByteBuffer.wrap("hi".getBytes(StandardCharsets.UTF_8)))
                        .build())
                .setCreateTime(MemoryBackend.NOW)
                .build())
        .setDispatchCount(2)
        .setAttempts(
            List.of(
                new Attempt(
                    MemoryBackend.NOW, MemoryBackend.NOW, MemoryBackend.NOW, 500, "", null)))
        .build();
  }

  private static DeadLetter unreadable(String id) {
    return letter(id)
        .setQueueName("")
        .setCause(DeadLetterCause.UNREADABLE)
        .setRaw(ByteBuffer.wrap(new byte[] {1, 2}))
        .build();
  }

  private static DeadLetter.Builder letter(String id) {
    return DeadLetter.newBuilder()
        .setId(id)
        .setDeadTime(MemoryBackend.NOW)
        .setSource(new Coordinates("sluice.tasks", 1, 5L));
  }
}
