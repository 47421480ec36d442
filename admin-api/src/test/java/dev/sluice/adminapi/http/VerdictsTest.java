package dev.sluice.adminapi.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import dev.sluice.adminapi.http.ApiFixture.Answer;
import dev.sluice.schemas.Partitions;
import dev.sluice.v1.query.Verdict;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictsTest {

  private static final int PARTITION = Partitions.of(ApiFixture.QUEUE, 4);
  private static final String PATH = "/v2/" + ApiFixture.QUEUE + "/tasks/t/verdict";

  private static final ApiFixture api = new ApiFixture();

  @AfterAll
  static void stop() {
    api.close();
  }

  @ParameterizedTest
  @CsvSource({
    "OK, ACCEPTED",
    "ALREADY_EXISTS, DUPLICATE",
    "NOT_FOUND, REJECTED",
    "INVALID_ARGUMENT, REJECTED"
  })
  void get_whatWasDecided_isToldWithItsReason(Code code, String state) throws Exception {
    String reason = code == Code.OK ? "" : "why " + code;
    api.backend.add(
        Verdict.newBuilder().setOffset(7).setCode(code.getNumber()).setReason(reason).build());

    Answer answer = api.get(PATH + "?partition=" + PARTITION + "&offset=7&waitMillis=100");

    assertThat(answer.json().at("/state").asText()).as(answer.text()).isEqualTo(state);
    assertThat(answer.json().path("reason").asText("")).isEqualTo(reason);
  }

  @Test
  void get_whatIsNotDecided_isPending() throws Exception {
    Answer answer = api.get(PATH + "?partition=" + PARTITION + "&offset=8");

    assertThat(answer.json().at("/state").asText()).as(answer.text()).isEqualTo("PENDING");
  }

  @Test
  void get_onAnotherPartition_namesTheQueuesOwn() throws Exception {
    int other = (PARTITION + 1) % 4;

    ApiFixture.assertError(
        api.get(PATH + "?offset=8&partition=" + other),
        400,
        "INVALID_ARGUMENT",
        "partition: "
            + other
            + " (expected: "
            + PARTITION
            + ", the queue's own; a record on another one is forwarded and has no verdict)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "offset=-1 | offset: -1 (expected: >= 0)",
        "offset=1&waitMillis=10001 | wait_millis: 10001 (expected: 0 to 10000)",
        "offset=1&waitMillis=-1 | wait_millis: -1 (expected: 0 to 10000)"
      })
  void get_outOfRange_isRefused(String query, String message) throws Exception {
    ApiFixture.assertError(
        api.get(PATH + "?partition=" + PARTITION + "&" + query), 400, "INVALID_ARGUMENT", message);
  }
}
