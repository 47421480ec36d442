package dev.sluice.adminapi.http;

import static dev.sluice.adminapi.http.ApiFixture.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.adminapi.http.ApiFixture.Answer;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tasks over REST, as curl, gcloud and Google's Java client speak it. */
class RestTasksTest {

  private static final ApiFixture api = new ApiFixture();
  private static final String TASKS = "/v2/" + ApiFixture.QUEUE + "/tasks";
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
        "{}|Task.httpRequest or Task.appEngineHttpRequest is required.",
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
        "{'task':{'httpRequest':{'url':['http://h/']}}}"
            + "|Invalid value at 'task.http_request.url' (TYPE_STRING), [\"http://h/\"]",
        "{'task':{'httpRequest':{'url':'http://h/','httpMethod':['GET']}}}"
            + "|Invalid value at 'task.http_request.http_method'"
            + " (type.googleapis.com/google.cloud.tasks.v2.HttpMethod), [\"GET\"]",
        "{'task':{'httpRequest':{'url':'http://h/','body':['aGk=']}}}"
            + "|Invalid value at 'task.http_request.body' (TYPE_BYTES), [\"aGk=\"]",
        "{'task':{'httpRequest':{'url':'http://h/','headers':{'a':'b','c':['d']}}}}"
            + "|Invalid value at 'task.http_request.headers[1].value' (TYPE_STRING), [\"d\"]",
        "{'task':{'httpRequest':{'url':'http://h/'},'scheduleTime':['2026-11-22T10:15:30Z']}}"
            + "|Invalid value at 'task.schedule_time'"
            + " (type.googleapis.com/google.protobuf.Timestamp), [\"2026-11-22T10:15:30Z\"]",
        "{'task':{'httpRequest':{'url':'http://h/'},'dispatchCount':[1]}}"
            + "|Invalid value at 'task.dispatch_count' (TYPE_INT32), [1]",
        "{'task':|Invalid JSON payload received. Unexpected end-of-input within/between Object"
            + " entries (line 1, column 9)",
        "[1]|Invalid JSON payload received. Expected an object."
      })
  void createTask_badInput_isRefusedWithThePath(String json, String message) throws Exception {
    Answer answer = api.post(TASKS, json.replace('\'', '"'));

    assertError(answer, 400, "INVALID_ARGUMENT", message);
  }

  @Test
  void createTask_bracketsInText_areText() throws Exception {
    Answer answer =
        api.post(
            TASKS,
            "{\"task\":{\"httpRequest\":{\"url\":\"http://[::1]/\","
                + "\"headers\":{\"a\":\"[1]\"}},\"scheduleTime\":null}}");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.json().at("/httpRequest/headers/a").asText()).isEqualTo("[1]");
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
}
