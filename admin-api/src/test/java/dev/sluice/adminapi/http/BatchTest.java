package dev.sluice.adminapi.http;

import static dev.sluice.adminapi.http.ApiFixture.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.adminapi.http.ApiFixture.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches over REST, and what they say of each task. */
class BatchTest {

  private static final ApiFixture api = new ApiFixture();
  private static final String TASKS = "/v2/" + ApiFixture.QUEUE + "/tasks";
  private static final String OK = "{\"task\":{\"httpRequest\":{\"url\":\"http://h/\"}}}";

  @BeforeAll
  static void start() throws Exception {
    api.createQueue();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static String named(String id) {
    return "{\"task\":{\"name\":\""
        + ApiFixture.QUEUE
        + "/tasks/"
        + id
        + "\",\"httpRequest\":{\"url\":\"http://h/\"}}}";
  }

  private static Answer create(String requests, String more) throws Exception {
    return api.post(TASKS + ":batchCreate", "{\"requests\":[" + requests + "]" + more + "}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"v2", "v2beta3"})
  void batchCreate_allGood_isDone_andReturnsTheTasks(String version) throws Exception {
    Answer answer =
        api.post(
            "/" + version + "/" + ApiFixture.QUEUE + "/tasks:batchCreate",
            "{\"requests\":[" + OK + "," + OK + "]}");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().at("/done").asBoolean()).isTrue();
    assertThat(answer.json().at("/name").asText()).startsWith("projects/p/locations/l/operations/");
    assertThat(answer.json().at("/metadata/@type").asText())
        .isEqualTo(
            "type.googleapis.com/google.cloud.tasks." + version + ".BatchCreateTasksMetadata");
    assertThat(answer.json().at("/metadata/state").asText()).isEqualTo("SUCCEEDED");
    assertThat(answer.json().at("/response/tasks")).hasSize(2);
    Answer again = api.get("/" + version + "/" + answer.json().at("/name").asText());
    assertThat(again.json().at("/done").asBoolean()).isTrue();
  }

  @Test
  void batchCreate_someBad_saysWhich_andCreatesTheOthers() throws Exception {
    api.post(TASKS, named("taken"));

    Answer answer =
        create(named("taken") + "," + named("fresh") + ",{\"task\":{\"httpRequest\":{}}}", "");

    assertThat(answer.json().at("/metadata/state").asText()).isEqualTo("PARTIALLY_SUCCEEDED");
    assertThat(answer.json().at("/metadata/failedRequests/0/code").asInt()).isEqualTo(6);
    assertThat(answer.json().at("/metadata/failedRequests/2/message").asText())
        .isEqualTo("HttpRequest.url is required.");
    assertThat(answer.json().at("/response/tasks")).hasSize(1);
    assertThat(api.get(TASKS + "/fresh").status()).isEqualTo(200);
  }

  @Test
  void batchCreate_noneGood_isAnError() throws Exception {
    Answer answer = create("{},{}", "");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().at("/error/code").asInt()).isEqualTo(10);
    assertThat(answer.json().at("/error/message").asText())
        .startsWith(
            "None of the requests succeeded, refer to BatchCreateTasksMetadata.failed_requests");
    assertThat(answer.json().at("/metadata/state").asText()).isEqualTo("FAILED");
  }

  @Test
  void batchCreate_sameRequestId_isCarriedOutOnce() throws Exception {
    String id = ",\"requestId\":\"6f3d8c1e-0b62-4a57-9d3e-2f1c5a7b9e04\"";

    Answer first = create(OK + "," + OK, id);
    Answer second = create(OK + "," + OK, id);

    assertThat(second.json()).isEqualTo(first.json());
    assertError(
        create(OK, id),
        400,
        "INVALID_ARGUMENT",
        "requestId was used for another request (expected: a new UUID for each batch, and the same"
            + " one only to retry it)");
  }

  @Test
  void batchCreate_sameRequestId_afterARestart_createsNothingAgain() throws Exception {
    String id = ",\"requestId\":\"00000000-0000-4000-8000-000000000001\"";
    Answer first = create(OK + "," + OK, id);
    try (ApiFixture restarted = new ApiFixture(api.backend)) {
      int before = api.get(TASKS).json().at("/tasks").size();

      Answer second =
          restarted.post(
              TASKS + ":batchCreate", "{\"requests\":[" + OK + "," + OK + "]" + id + "}");

      assertThat(second.json().at("/response/tasks").findValuesAsText("name"))
          .isEqualTo(first.json().at("/response/tasks").findValuesAsText("name"));
      assertThat(api.get(TASKS).json().at("/tasks")).hasSize(before);
    }
  }

  @Test
  void batchCreate_badBatch_isRefusedWhole() throws Exception {
    assertError(create("", ""), 400, "INVALID_ARGUMENT", "requests: 0 (expected: 1 to 100)");
    assertError(
        create(String.join(",", java.util.Collections.nCopies(101, OK)), ""),
        400,
        "INVALID_ARGUMENT",
        "requests: 101 (expected: 1 to 100)");
    assertError(
        create(OK, ",\"requestId\":\"mine\""),
        400,
        "INVALID_ARGUMENT",
        "requestId must be a UUID, such as 6f3d8c1e-0b62-4a57-9d3e-2f1c5a7b9e04.");
    assertThat(create("{\"parent\":\"projects/p/locations/l/queues/other\"}", "").message())
        .startsWith("requests.parent: \"projects/p/locations/l/queues/other\"");
  }

  @Test
  void batchDelete_saysWhich() throws Exception {
    api.post(TASKS, named("gone"));
    String queue = ApiFixture.QUEUE + "/tasks/";

    Answer answer =
        api.post(
            TASKS + ":batchDelete", "{\"names\":[\"" + queue + "gone\",\"" + queue + "never\"]}");

    assertThat(answer.json().at("/metadata/state").asText()).isEqualTo("PARTIALLY_SUCCEEDED");
    assertThat(answer.json().at("/metadata/failedRequests/1/code").asInt()).isEqualTo(5);
    assertThat(answer.json().at("/response/@type").asText())
        .isEqualTo("type.googleapis.com/google.protobuf.Empty");
    assertThat(api.get(TASKS + "/gone").status()).isEqualTo(404);
    assertThat(
            api.post(TASKS + ":batchDelete", "{\"names\":[\"" + queue + "never\"]}")
                .json()
                .at("/error/code")
                .asInt())
        .isEqualTo(10);
  }

  @Test
  void operation_unknown_isNotFound() throws Exception {
    assertError(
        api.get("/v2/projects/p/locations/l/operations/x"),
        404,
        "NOT_FOUND",
        "Requested entity was not found.");
  }

  @Test
  void v2beta2_isNotOffered_andSaysSo() throws Exception {
    assertError(
        api.get("/v2beta2/projects/p/locations/l/queues"),
        404,
        "UNIMPLEMENTED",
        "Cloud Tasks v2beta2 (pull queues) is not offered by this server; use v2 or v2beta3.");
  }
}
