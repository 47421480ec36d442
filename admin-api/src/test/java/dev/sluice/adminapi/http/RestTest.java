package dev.sluice.adminapi.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import dev.sluice.adminapi.call.Refusals;
import dev.sluice.adminapi.http.ApiFixture.Answer;
import dev.sluice.v1.UpdateQueue;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** REST as curl, gcloud and Google's Java client speak it, over real HTTP. */
class RestTest {

  private static final ApiFixture api = new ApiFixture();
  private static final String QUEUES = "/v2/" + ApiFixture.LOCATION + "/queues";
  private static final String QUEUE = "/v2/" + ApiFixture.QUEUE;
  private static final String TASKS = QUEUE + "/tasks";
  private static final String TASK = "{\"task\":{\"httpRequest\":{\"url\":\"http://h/\"}}}";

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
        .containsExactly("maxDoublings");
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
    "filter=state:PAUSED, filter is not supported by this server yet.",
    "pageSize=abc, 'Invalid value of a query parameter: For input string: \"abc\"'"
  })
  void listQueues_badParameter_isRefused(String query, String message) throws Exception {
    assertError(api.get(QUEUES + "?" + query), 400, "INVALID_ARGUMENT", message);
  }

  @Test
  void createTask_unnamed_getsAnIdAndIsShownWithDefaults() throws Exception {
    Answer answer = api.post(TASKS, TASK);

    assertThat(answer.status()).isEqualTo(200);
    String name = answer.json().at("/name").asText();
    assertThat(name).matches(ApiFixture.QUEUE + "/tasks/[0-9]+");
    assertThat(api.backend.stored(name).getGeneratedName()).isTrue();
    assertThat(answer.json().at("/scheduleTime").asText()).isEqualTo("2026-11-22T10:15:30.123456Z");
    assertThat(answer.json().at("/createTime").asText()).isEqualTo("2026-11-22T10:15:30Z");
    assertThat(answer.json().at("/dispatchDeadline").asText()).isEqualTo("600s");
    assertThat(answer.json().at("/view").asText()).isEqualTo("BASIC");
    assertThat(answer.json().at("/httpRequest/headers/User-Agent").asText())
        .isEqualTo("Google-Cloud-Tasks");
  }

  @Test
  void createTask_twice_alreadyExists() throws Exception {
    String named =
        "{\"task\":{\"name\":\""
            + ApiFixture.QUEUE
            + "/tasks/twice\",\"httpRequest\":{\"url\":\"http://h/\"}}}";
    assertThat(api.post(TASKS, named).status()).isEqualTo(200);

    assertError(api.post(TASKS, named), 409, "ALREADY_EXISTS", "Requested entity already exists");
  }

  @Test
  void createTask_asGooglesJavaClientSendsIt_isUnderstood() throws Exception {
    Answer answer =
        api.post(
            TASKS + "?$alt=json;enum-encoding%3Dint",
            "{\"responseView\":2,\"task\":{\"httpRequest\":{\"url\":\"http://h/\",\"httpMethod\":4,"
                + "\"body\":\"_-8=\"}}}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().at("/httpRequest/httpMethod").asInt()).isEqualTo(4);
    assertThat(answer.json().at("/view").asInt()).isEqualTo(2);
    assertThat(answer.json().at("/httpRequest/body").asText()).isEqualTo("/+8=");
  }

  @Test
  void createTask_gzipped_isUnderstood() throws Exception {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
      zip.write(TASK.getBytes(StandardCharsets.UTF_8));
    }

    Answer answer =
        api.send(
            api.request(TASKS)
                .header("content-type", "application/json")
                .header("content-encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(zipped.toByteArray())));

    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void createTask_asCurlSendsIt_isUnderstood() throws Exception {
    Answer answer =
        api.send(
            api.request(TASKS)
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(TASK)));

    assertThat(answer.status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'task':{'name':'x'}}|Task name must be formatted: \"projects/<PROJECT_ID>/locations/"
            + "<LOCATION_ID>/queues/<QUEUE_ID>/tasks/<TASK_ID>\"",
        "{'task':{'name':'projects/p/locations/l/queues/q/tasks/a.b'}}"
            + "|Task ID \"a.b\" can contain only letters ([A-Za-z]), numbers ([0-9]), hyphens (-),"
            + " or underscores (_). Task ID must between 1 and 500 characters.",
        "{'task':{'name':'projects/p/locations/l/queues/other/tasks/t'}}"
            + "|The queue name from request ('projects/p/locations/l/queues/q') must be the same"
            + " as the queue name in the named task ('projects/p/locations/l/queues/other').",
        "{}|Task.httpRequest is required.",
        "{'task':{'httpRequest':{'uri':'http://h/'}}}"
            + "|Invalid JSON payload received. Unknown name \"uri\" at 'task.http_request': Cannot"
            + " find field.",
        "{'tusk':{}}|Invalid JSON payload received. Unknown name \"tusk\": Cannot find field.",
        "{'task':{'httpRequest':{'url':{}}}}"
            + "|Invalid value at 'task.http_request.url' (TYPE_STRING), {}",
        "{'task':{'httpRequest':{'headers':[1]}}}"
            + "|Invalid value at 'task.http_request.headers' (Map), [1]",
        "{'task':{'httpRequest':{'httpMethod':'FETCH'}}}"
            + "|Invalid value at 'task.http_request.http_method'"
            + " (type.googleapis.com/google.cloud.tasks.v2.HttpMethod), \"FETCH\"",
        "{'task':{'httpRequest':{'body':'***'}}}"
            + "|Invalid value at 'task.http_request.body' (TYPE_BYTES), \"***\"",
        "{'task':{'httpRequest':7}}"
            + "|Invalid value at 'task.http_request'"
            + " (type.googleapis.com/google.cloud.tasks.v2.HttpRequest), 7",
        "{'task':{'scheduleTime':'tomorrow'}}"
            + "|Invalid value at 'task.schedule_time'"
            + " (type.googleapis.com/google.protobuf.Timestamp), \"tomorrow\"",
        "{'task':{'dispatchDeadline':'1x'}}"
            + "|Invalid value at 'task.dispatch_deadline'"
            + " (type.googleapis.com/google.protobuf.Duration), \"1x\"",
        "{'task':|Invalid JSON payload received. Unexpected end-of-input within/between Object"
            + " entries (line 1, column 9)",
        "[1]|Invalid JSON payload received. Expected an object."
      })
  void createTask_badInput_isRefusedWithThePath(String json, String message) throws Exception {
    Answer answer = api.post(TASKS, json.replace('\'', '"'));

    assertError(answer, 400, "INVALID_ARGUMENT", message);
  }

  @Test
  void createTask_overTheTaskLimit_isRefused() throws Exception {
    String body = "A".repeat(4 * 350_000);

    assertError(
        api.post(TASKS, TASK.replace("}}}", ",\"body\":\"" + body + "\"}}}")),
        400,
        "INVALID_ARGUMENT",
        "Task size too large");
  }

  @Test
  void createTask_overTheRequestLimit_isRefused() throws Exception {
    String body = "A".repeat(4 * 600_000);

    assertError(
        api.post(TASKS, TASK.replace("}}}", ",\"body\":\"" + body + "\"}}}")),
        413,
        "INVALID_ARGUMENT",
        "Request payload is too large.");
  }

  @Test
  void tasks_getListRunDelete_followTheTask() throws Exception {
    String name = ApiFixture.QUEUE + "/tasks/0one";
    api.post(
        TASKS,
        "{\"task\":{\"name\":\""
            + name
            + "\",\"httpRequest\":{\"url\":\"http://h/\",\"body\":\"aGk=\"}}}");

    assertThat(api.get("/v2/" + name).json().at("/httpRequest").has("body")).isFalse();
    assertThat(
            api.get("/v2/" + name + "?responseView=FULL").json().at("/httpRequest/body").asText())
        .isEqualTo("aGk=");
    assertThat(api.get("/v2/" + name + "?responseView=2").json().at("/httpRequest/body").asText())
        .isEqualTo("aGk=");
    Answer page = api.get(TASKS + "?pageSize=1");
    assertThat(page.json().at("/tasks/0/name").asText()).isEqualTo(name);
    assertThat(page.json().at("/nextPageToken").asText()).isNotEmpty();
    assertThat(api.post("/v2/" + name + ":run", "{}").json().at("/name").asText()).isEqualTo(name);
    assertThat(api.delete("/v2/" + name).text().strip()).isEqualTo("{\n}");
    assertError(api.get("/v2/" + name), 404, "NOT_FOUND", "Requested entity was not found.");
    assertError(api.delete("/v2/" + name), 404, "NOT_FOUND", "Requested entity was not found.");
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

  @ParameterizedTest
  @ValueSource(strings = {"getIamPolicy", "setIamPolicy", "testIamPermissions"})
  void iam_isNotThereYet(String verb) throws Exception {
    assertError(
        api.post(QUEUE + ":" + verb, "{}"),
        501,
        "UNIMPLEMENTED",
        "IAM policies are not supported by this server yet.");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /v2/nothing, 404, NOT_FOUND",
    "GET, /nothing, 404, NOT_FOUND",
    "POST, /v2/projects/p/locations/l/queues/q:fly, 404, NOT_FOUND",
    "POST, /v2/projects/p/locations/l/queues/q, 405, UNIMPLEMENTED",
    "PUT, /v2/projects/p/locations/l/queues/q, 405, UNIMPLEMENTED",
    "DELETE, /metrics, 405, UNIMPLEMENTED",
    "PUT, /healthz, 405, UNIMPLEMENTED"
  })
  void unknownPathsAndMethods_areErrorsInGooglesShape(
      String method, String path, int status, String code) throws Exception {
    Answer answer =
        api.send(
            api.request(path)
                .header("content-type", "application/json")
                .method(method, BodyPublishers.ofString("{}")));

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.message()).isNotEmpty();
  }

  @Test
  void otherContentType_isRefused() throws Exception {
    Answer answer =
        api.send(
            api.request(TASKS)
                .header("content-type", "text/plain")
                .POST(BodyPublishers.ofString(TASK)));

    assertError(
        answer, 400, "INVALID_ARGUMENT", "Missing or invalid content-type in JSON request.");
  }

  @Test
  void googlesQueryParameters_areTolerated() throws Exception {
    Answer answer =
        api.get(
            QUEUE
                + "?alt=json&$.xgafv=2&fields=name&key=k&quotaUser=u&access_token=t&prettyPrint=false");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).doesNotContain("\n");
  }

  @Test
  void authorization_isIgnored() throws Exception {
    assertThat(api.send(api.request(QUEUE).header("authorization", "Bearer x").GET()).status())
        .isEqualTo(200);
  }

  @Test
  void fault_ofTheServer_showsNothing() throws Exception {
    try (ApiFixture broken = new ApiFixture()) {
      broken.backend.failWith(new IllegalStateException("secret"));

      Answer answer = broken.get(QUEUE);

      assertError(answer, 500, "INTERNAL", "Internal error.");
      assertThat(answer.text()).doesNotContain("secret").doesNotContain("Exception");
    }
  }

  @Test
  void outage_isUnavailable() throws Exception {
    try (ApiFixture broken = new ApiFixture()) {
      broken.backend.failWith(Refusals.of(Code.UNAVAILABLE, "later"));

      assertError(broken.post(TASKS, TASK), 503, "UNAVAILABLE", "later");
    }
  }

  @Test
  void health_followsReadiness() throws Exception {
    try (ApiFixture own = new ApiFixture()) {
      assertThat(own.get("/healthz").status()).isEqualTo(200);
      own.ready.set(false);
      assertThat(own.get("/healthz").status()).isEqualTo(503);
      assertThat(own.get("/healthz/live").status()).isEqualTo(200);
    }
  }

  @Test
  void metrics_countCallsByMethod() throws Exception {
    api.get(QUEUE);

    String metrics = api.get("/metrics").text();

    assertThat(metrics).contains("sluice_api_requests_total").contains("method=\"GetQueue\"");
    assertThat(metrics.lines().count()).isLessThan(400);
  }

  private static void assertError(Answer answer, int status, String code, String message) {
    assertThat(answer.message()).isEqualTo(message);
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.json().at("/error/code").asInt()).isEqualTo(status);
  }
}
