package dev.sluice.adminapi.http;

import static dev.sluice.adminapi.http.ApiFixture.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.adminapi.call.Refusals;
import dev.sluice.adminapi.http.ApiFixture.Answer;
import dev.sluice.v1.UpdateQueue;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Queues over REST, as curl, gcloud and Google's Java client speak it. */
class RestQueuesTest {

  private static final ApiFixture api = new ApiFixture();
  private static final String QUEUES = "/v2/" + ApiFixture.LOCATION + "/queues";
  private static final String QUEUE = "/v2/" + ApiFixture.QUEUE;

  @BeforeAll
  static void start() throws Exception {
    api.createQueue();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  @Test
  void createQueue_new_answersWithDefaults() throws Exception {
    Answer answer = api.post(QUEUES, "{\"name\":\"" + ApiFixture.LOCATION + "/queues/fresh\"}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().at("/rateLimits/maxDispatchesPerSecond").asInt()).isEqualTo(500);
    assertThat(answer.json().at("/rateLimits/maxBurstSize").asInt()).isEqualTo(100);
    assertThat(answer.json().at("/retryConfig/minBackoff").asText()).isEqualTo("0.100s");
    assertThat(answer.json().at("/retryConfig/maxBackoff").asText()).isEqualTo("3600s");
    assertThat(answer.json().at("/state").asText()).isEqualTo("RUNNING");
    assertThat(answer.json().has("stackdriverLoggingConfig")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "projects/p/locations/l/queues/q|409|ALREADY_EXISTS|Queue already exists",
        "projects/p/locations/l/queues/a_b|400|INVALID_ARGUMENT|Queue name must be formatted:"
            + " \"projects/<PROJECT_ID>/locations/<LOCATION_ID>/queues/<QUEUE_ID>\".",
        "projects/other/locations/l/queues/q|400|INVALID_ARGUMENT"
            + "|projects/other/locations/l/queues/q must begin with projects/p/locations/l."
      })
  void createQueue_badName_isRefused(String name, int status, String code, String message)
      throws Exception {
    Answer answer = api.post(QUEUES, "{\"name\":\"" + name + "\"}");

    assertError(answer, status, code, message);
  }

  @Test
  void createQueue_badName_pointsToTheRule() throws Exception {
    Answer answer = api.post(QUEUES, "{\"name\":\"q\"}");

    assertThat(answer.json().at("/error/details/0/@type").asText())
        .isEqualTo("type.googleapis.com/google.rpc.Help");
    assertThat(answer.json().at("/error/details/0/links/0/description").asText())
        .isEqualTo("Definition of queue name");
  }

  @Test
  void updateQueue_patch_changesTheMasksFields() throws Exception {
    api.patch(
        QUEUE + "?updateMask=retryConfig.maxAttempts", "{\"retryConfig\":{\"maxAttempts\":7}}");

    Answer answer =
        api.patch(
            QUEUE
                + "?updateMask=rateLimits.maxDispatchesPerSecond%2CrateLimits.maxConcurrentDispatches",
            "{\"rateLimits\":{\"maxDispatchesPerSecond\":60},\"retryConfig\":{\"maxAttempts\":9}}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().at("/rateLimits/maxDispatchesPerSecond").asInt()).isEqualTo(60);
    assertThat(answer.json().at("/rateLimits/maxBurstSize").asInt()).isEqualTo(12);
    assertThat(answer.json().at("/retryConfig/maxAttempts").asInt()).isEqualTo(7);
  }

  @Test
  void updateQueue_postWithOverride_isAPatch() throws Exception {
    Answer answer =
        api.send(
            api.request(
                    QUEUE + "?$alt=json;enum-encoding%3Dint&updateMask=retryConfig.maxDoublings")
                .header("content-type", "application/json")
                .header("x-http-method-override", "PATCH")
                .POST(BodyPublishers.ofString("{\"retryConfig\":{\"maxDoublings\":0}}")));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().at("/retryConfig").has("maxDoublings")).isFalse();
    assertThat(answer.json().at("/state").isInt()).isTrue();
    assertThat(((UpdateQueue) api.backend.lastCommand().getAction()).getFields())
        .containsExactly("maxDoublings", "maxBurstSize");
  }

  @Test
  void updateQueue_oneOfTwoRelatedFields_isCheckedAgainstTheOther() throws Exception {
    String queue = QUEUES + "/related";
    api.patch(queue, "{\"retryConfig\":{\"minBackoff\":\"9s\",\"maxBackoff\":\"9000s\"}}");

    assertThat(
            api.patch(
                    queue + "?updateMask=retryConfig.minBackoff",
                    "{\"retryConfig\":{\"minBackoff\":\"8000s\"}}")
                .status())
        .isEqualTo(200);
    assertError(
        api.patch(
            queue + "?updateMask=retryConfig.maxBackoff",
            "{\"retryConfig\":{\"maxBackoff\":\"5s\"}}"),
        400,
        "INVALID_ARGUMENT",
        "RetryConfig.minBackoff must be less than or equal to RetryConfig.maxBackoff.");
  }

  @Test
  void updateQueue_absent_createsIt() throws Exception {
    assertThat(api.patch(QUEUES + "/upserted", "{}").json().at("/name").asText())
        .isEqualTo(ApiFixture.LOCATION + "/queues/upserted");
  }

  @ParameterizedTest
  @CsvSource({"pause,PAUSED", "resume,RUNNING", "purge,RUNNING"})
  void verbs_withoutBodyOrType_answerWithTheQueue(String verb, String state) throws Exception {
    Answer answer = api.send(api.request(QUEUE + ":" + verb).POST(BodyPublishers.noBody()));

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().at("/state").asText()).isEqualTo(state);
  }

  @Test
  void verbs_encodedColon_areFound() throws Exception {
    assertThat(api.post(QUEUE + "%3Apause", "{}").status()).isEqualTo(200);
    assertThat(api.post(QUEUE + "%3Aresume", "{}").status()).isEqualTo(200);
  }

  @Test
  void queue_missing_isNotFoundInGooglesWords() throws Exception {
    for (String path : new String[] {"/missing", "/missing/tasks"}) {
      assertError(api.get(QUEUES + path), 404, "NOT_FOUND", Refusals.NO_QUEUE_TEXT);
    }
    assertError(
        api.post(QUEUES + "/missing:pause", "{}"), 404, "NOT_FOUND", Refusals.NO_QUEUE_TEXT);
    assertError(
        api.delete(QUEUES + "/missing"), 404, "NOT_FOUND", "Requested entity was not found.");
  }

  @Test
  void listQueues_pages_areLexicographicAndComplete() throws Exception {
    String location = "/v2/projects/paged/locations/l/queues";
    for (String id : new String[] {"c", "a", "b"}) {
      api.post(location, "{\"name\":\"projects/paged/locations/l/queues/" + id + "\"}");
    }

    Answer first = api.get(location + "?pageSize=2");
    Answer second =
        api.get(location + "?page_size=2&pageToken=" + first.json().at("/nextPageToken").asText());

    assertThat(first.json().at("/queues").findValuesAsText("name"))
        .containsExactly(
            "projects/paged/locations/l/queues/a", "projects/paged/locations/l/queues/b");
    assertThat(second.json().at("/queues").findValuesAsText("name"))
        .containsExactly("projects/paged/locations/l/queues/c");
    assertThat(second.json().has("nextPageToken")).isFalse();
    assertError(
        api.get(QUEUES + "?pageToken=" + first.json().at("/nextPageToken").asText()),
        400,
        "INVALID_ARGUMENT",
        "pageToken is not valid (expected: the nextPageToken of the previous page of the same"
            + " list)");
  }

  @ParameterizedTest
  @CsvSource({
    "pageSize=-1, pageSize cannot be negative.",
    "filter=state, 'filter: it ends too early (expected: comparisons of a Queue''s fields with =,"
        + " !=, <, <=, >, >= or :, combined with AND, OR, NOT and parentheses, such as state:"
        + " PAUSED)'",
    "pageSize=abc, 'Invalid value of a query parameter: For input string: \"abc\"'"
  })
  void listQueues_badParameter_isRefused(String query, String message) throws Exception {
    assertError(api.get(QUEUES + "?" + query), 400, "INVALID_ARGUMENT", message);
  }

  @Test
  void locations_ofAProject_areThoseOfItsQueues() throws Exception {
    assertThat(
            api.get("/v2/projects/p/locations")
                .json()
                .at("/locations")
                .findValuesAsText("locationId"))
        .containsExactly("l");
    assertThat(api.get("/v2/projects/new/locations").json().at("/locations/0/labels").toString())
        .isEqualTo("{\"cloud.googleapis.com/region\":\"us-central1\"}");
    assertThat(api.get("/v2/projects/p/locations/x").json().at("/name").asText())
        .isEqualTo("projects/p/locations/x");
  }

  @Test
  void listQueues_filter_selects_andItsTokensAreItsOwn() throws Exception {
    String location = "/v2/projects/filtered/locations/l/queues";
    for (String id : new String[] {"a", "b", "c"}) {
      api.post(location, "{\"name\":\"projects/filtered/locations/l/queues/" + id + "\"}");
    }
    api.post(location + "/b:pause", "{}");

    assertThat(names(api.get(location + "?filter=state:PAUSED")))
        .containsExactly("projects/filtered/locations/l/queues/b");
    Answer first = api.get(location + "?pageSize=1&filter=state%3DRUNNING");
    String token = first.json().at("/nextPageToken").asText();
    assertThat(names(first)).containsExactly("projects/filtered/locations/l/queues/a");
    assertThat(names(api.get(location + "?pageSize=1&filter=state%3DRUNNING&pageToken=" + token)))
        .containsExactly("projects/filtered/locations/l/queues/c");
    assertThat(api.get(location + "?pageSize=1&pageToken=" + token).status()).isEqualTo(400);
  }

  private static java.util.List<String> names(Answer answer) {
    return answer.json().at("/queues").findValuesAsText("name");
  }

  @Test
  void iamPolicy_isKept_andItsEtagGuardsIt() throws Exception {
    String empty = api.post(QUEUE + ":getIamPolicy", "{}").json().at("/etag").asText();
    String bindings =
        "\"bindings\":[{\"role\":\"roles/cloudtasks.enqueuer\",\"members\":[\"user:a@b\"]}]";

    assertThat(empty).isEqualTo("ACAB");
    Answer set =
        api.post(QUEUE + ":setIamPolicy", "{\"policy\":{" + bindings + ",\"etag\":\"ACAB\"}}");
    assertThat(set.status()).as(set.text()).isEqualTo(200);
    Answer got = api.post(QUEUE + ":getIamPolicy", "{\"options\":{}}");
    assertThat(got.json()).isEqualTo(set.json());
    assertThat(got.json().at("/bindings/0/members/0").asText()).isEqualTo("user:a@b");
    Answer stale =
        api.post(QUEUE + ":setIamPolicy", "{\"policy\":{" + bindings + ",\"etag\":\"ACAB\"}}");
    assertThat(stale.status()).isEqualTo(409);
    assertThat(stale.code()).isEqualTo("ABORTED");
    assertError(
        api.post(
            QUEUE + ":setIamPolicy", "{\"policy\":{\"version\":1},\"updateMask\":\"version\"}"),
        400,
        "INVALID_ARGUMENT",
        "updateMask: without bindings (expected: none, or bindings in it)");
    assertThat(api.post(QUEUE + ":getIamPolicy", "{}").json()).isEqualTo(set.json());
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`{\"bindings\":[{\"role\":\"owner\"}]}`, Role owner is not supported for this resource.",
        "`{\"bindings\":[{\"role\":\"roles/x\",\"members\":[\"me\"]}]}`, `Invalid member \"me\""
            + " (expected: allUsers, allAuthenticatedUsers, or a type and an id, such as user:NAME"
            + " or serviceAccount:NAME)`",
        "`{\"bindings\":[{\"role\":\"roles/x\",\"condition\":{\"expression\":\"true\"}}]}`,"
            + " Binding.condition is not supported by this server.",
        "`{\"version\":2}`, `Policy.version: 2 (expected: 0, 1 or 3)`"
      })
  void setIamPolicy_badPolicy_isRefused(String policy, String message) throws Exception {
    assertError(
        api.post(QUEUE + ":setIamPolicy", "{\"policy\":" + policy + "}"),
        400,
        "INVALID_ARGUMENT",
        message);
  }

  @Test
  void testIamPermissions_ofAMissingQueue_areNoneAndNoError() throws Exception {
    String asked = "{\"permissions\":[\"cloudtasks.tasks.create\"]}";

    assertThat(api.post(QUEUE + ":testIamPermissions", asked).json().at("/permissions/0").asText())
        .isEqualTo("cloudtasks.tasks.create");
    Answer missing = api.post(QUEUES + "/missing:testIamPermissions", asked);
    assertThat(missing.status()).isEqualTo(200);
    assertThat(missing.json().isEmpty()).isTrue();
  }

  @Test
  void cmekConfig_isEmpty_andCanNotBeSet() throws Exception {
    String path = "/v2/projects/p/locations/l/cmekConfig";

    assertThat(api.get(path).json().toString())
        .isEqualTo("{\"name\":\"projects/p/locations/l/cmekConfig\"}");
    Answer update = api.patch(path, "{\"kmsKey\":\"k\"}");
    assertThat(update.code()).as(update.text()).isEqualTo("UNIMPLEMENTED");
  }
}
