package dev.sluice.adminapi.http;

import static dev.sluice.adminapi.http.ApiFixture.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.rpc.Code;
import dev.sluice.adminapi.call.Refusals;
import dev.sluice.adminapi.http.ApiFixture.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What all of REST has in common, health and metrics. */
class RestTest {

  private static final ApiFixture api = new ApiFixture();
  private static final String QUEUE = "/v2/" + ApiFixture.QUEUE;
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
}
