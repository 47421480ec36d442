package dev.sluice.adminapi.http;

import static dev.sluice.adminapi.http.ApiFixture.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.FieldMask;
import dev.sluice.adminapi.http.ApiFixture.Answer;
import dev.sluice.v1.admin.beta.CloudTasksGrpc.CloudTasksBlockingStub;
import dev.sluice.v1.admin.beta.CreateTaskRequest;
import dev.sluice.v1.admin.beta.GetQueueRequest;
import dev.sluice.v1.admin.beta.HttpRequest;
import dev.sluice.v1.admin.beta.Queue;
import dev.sluice.v1.admin.beta.Task;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What v2beta3 has and v2 has not. */
class BetaTest {

  private static final ApiFixture api = new ApiFixture();
  private static final String QUEUES = "/v2beta3/" + ApiFixture.LOCATION + "/queues";
  private static final String QUEUE = "/v2beta3/" + ApiFixture.QUEUE;

  @BeforeAll
  static void start() throws Exception {
    api.createQueue();
  }

  @AfterAll
  static void stop() {
    api.close();
  }

  private static String named(String id) {
    return "\"name\":\"" + ApiFixture.LOCATION + "/queues/" + id + "\"";
  }

  @Test
  void createQueue_setsWhatV2CanNot() throws Exception {
    Answer answer =
        api.post(
            QUEUES,
            "{"
                + named("own")
                + ",\"appEngineHttpQueue\":{},\"type\":\"PUSH\",\"taskTtl\":\"86400s\","
                + "\"tombstoneTtl\":\"0s\",\"rateLimits\":{\"maxBurstSize\":7}}");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.json().at("/type").asText()).isEqualTo("PUSH");
    assertThat(answer.json().at("/taskTtl").asText()).isEqualTo("86400s");
    assertThat(answer.json().at("/tombstoneTtl").asText()).isEqualTo("0s");
    assertThat(answer.json().at("/rateLimits/maxBurstSize").asInt()).isEqualTo(7);
    assertThat(answer.json().has("stats")).isFalse();
    Answer inV2 = api.get("/v2/" + ApiFixture.LOCATION + "/queues/own");
    assertThat(inV2.json().has("taskTtl")).isFalse();
    assertThat(inV2.json().at("/rateLimits/maxBurstSize").asInt()).isEqualTo(7);
  }

  @Test
  void updateQueue_burst_followsTheRateUnlessItIsNamed() throws Exception {
    api.post(QUEUES, "{" + named("burst") + "}");
    String queue = QUEUES + "/burst";

    assertThat(burst(api.patch(queue + "?updateMask=rateLimits.maxBurstSize", burst(42))))
        .isEqualTo(42);
    assertThat(
            burst(
                api.patch(
                    queue + "?updateMask=rateLimits.maxDispatchesPerSecond",
                    "{\"rateLimits\":{\"maxDispatchesPerSecond\":100}}")))
        .isEqualTo(20);
    assertThat(burst(api.patch(queue + "?updateMask=rateLimits.maxBurstSize", burst(0))))
        .isEqualTo(20);
    assertThat(
            burst(
                api.patch(
                    "/v2/" + ApiFixture.LOCATION + "/queues/burst?updateMask=rateLimits",
                    "{\"rateLimits\":{\"maxDispatchesPerSecond\":200,\"maxBurstSize\":7}}")))
        .isEqualTo(40);
    assertThat(burst(api.patch(queue + "?updateMask=rateLimits.maxBurstSize", burst(42))))
        .isEqualTo(42);
    assertThat(burst(api.patch(queue + "?updateMask=retryConfig.maxAttempts", "{}"))).isEqualTo(42);
    assertThat(
            burst(
                api.patch(
                    "/v2/" + ApiFixture.LOCATION + "/queues/burst?updateMask=retryConfig",
                    "{\"retryConfig\":{\"maxAttempts\":3}}")))
        .isEqualTo(40);
  }

  private static String burst(int size) {
    return "{\"rateLimits\":{\"maxBurstSize\":" + size + "}}";
  }

  private static int burst(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().at("/rateLimits/maxBurstSize").asInt();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`\"type\":\"PULL\"`, Queue.type PULL is not supported by this server; use PUSH.",
        "`\"rateLimits\":{\"maxBurstSize\":-1}`, RateLimits.maxBurstSize cannot be negative.",
        "`\"rateLimits\":{\"maxBurstSize\":501}`,"
            + " RateLimits.maxBurstSize must be less than or equal to 500.",
        "`\"tombstoneTtl\":\"864000s\"`, `Queue.tombstoneTtl must be between [0s, 9d].`"
      })
  void createQueue_whatCanNotBe_isRefused(String member, String message) throws Exception {
    assertError(
        api.post(QUEUES, "{" + named("bad") + "," + member + "}"),
        400,
        "INVALID_ARGUMENT",
        message);
  }

  @Test
  void readMask_namesWhatIsReturned() throws Exception {
    assertThat(api.get(QUEUE).json().has("stats")).isFalse();
    Answer stats = api.get(QUEUE + "?readMask=stats,name");
    assertThat(stats.json().has("stats")).isTrue();
    assertThat(stats.json().at("/name").asText()).isEqualTo(ApiFixture.QUEUE);
    assertThat(stats.json().size()).isEqualTo(2);
    assertThat(api.get(QUEUES + "?readMask=name").json().at("/queues/0").size()).isEqualTo(1);
    assertThat(api.get(QUEUE + "?readMask=*").json().has("stats")).isTrue();
    assertError(
        api.get(QUEUE + "?readMask=colour"),
        400,
        "INVALID_ARGUMENT",
        "readMask: \"colour\" (expected: fields of a Queue, such as name or stats)");
    Queue overGrpc =
        api.grpc(CloudTasksBlockingStub.class)
            .getQueue(
                GetQueueRequest.newBuilder()
                    .setName(ApiFixture.QUEUE)
                    .setReadMask(FieldMask.newBuilder().addPaths("task_ttl"))
                    .build());
    assertThat(overGrpc.getTaskTtl().getSeconds()).isEqualTo(31 * 86_400);
    assertThat(overGrpc.getName()).isEmpty();
  }

  @Test
  void tasks_areThoseOfV2UnderOtherNumbers() throws Exception {
    Task created =
        api.grpc(CloudTasksBlockingStub.class)
            .createTask(
                CreateTaskRequest.newBuilder()
                    .setParent(ApiFixture.QUEUE)
                    .setTask(
                        Task.newBuilder()
                            .setName(ApiFixture.QUEUE + "/tasks/beta")
                            .setHttpRequest(
                                HttpRequest.newBuilder().setUrl("http://h/").putHeaders("A", "b")))
                    .build());

    assertThat(created.getHttpRequest().getHeadersMap())
        .containsEntry("A", "b")
        .containsEntry("User-Agent", "Google-Cloud-Tasks");
    assertThat(created.getView()).isEqualTo(Task.View.BASIC);
    assertThat(api.get(QUEUE + "/tasks/beta").json())
        .isEqualTo(api.get("/v2/" + ApiFixture.QUEUE + "/tasks/beta").json());
    assertThat(api.post(QUEUE + "/tasks/beta:run", "{}").status()).isEqualTo(200);
    assertThat(api.get(QUEUE + "/tasks").json().at("/tasks")).isNotEmpty();
    assertThat(api.delete(QUEUE + "/tasks/beta").status()).isEqualTo(200);
    assertError(
        api.post(QUEUE + "/tasks", "{\"task\":{\"pullMessage\":{\"tag\":\"x\"}}}"),
        400,
        "INVALID_ARGUMENT",
        "Task.pullMessage cannot be set; use httpRequest or appEngineHttpRequest.");
  }

  @Test
  void queueVerbs_workToo() throws Exception {
    api.post(QUEUES, "{" + named("verbs") + "}");
    assertThat(api.post(QUEUES + "/verbs:pause", "{}").json().at("/state").asText())
        .isEqualTo("PAUSED");
    assertThat(api.post(QUEUES + "/verbs:resume", "{}").json().at("/state").asText())
        .isEqualTo("RUNNING");
    assertThat(api.post(QUEUES + "/verbs:purge", "{}").json().has("purgeTime")).isTrue();
    assertThat(api.post(QUEUES + "/verbs:getIamPolicy", "{}").status()).isEqualTo(200);
    assertThat(
            api.send(
                    api.request(QUEUES + "/verbs?updateMask=retryConfig.maxAttempts")
                        .header("content-type", "application/json")
                        .header("x-http-method-override", "PATCH")
                        .POST(
                            java.net.http.HttpRequest.BodyPublishers.ofString(
                                "{\"retryConfig\":{\"maxAttempts\":3}}")))
                .json()
                .at("/retryConfig/maxAttempts")
                .asInt())
        .isEqualTo(3);
    assertThat(api.post(QUEUES + "/verbs", "{}").status()).isEqualTo(405);
    assertThat(api.delete(QUEUES + "/verbs").status()).isEqualTo(200);
  }
}
