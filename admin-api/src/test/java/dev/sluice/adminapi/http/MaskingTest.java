package dev.sluice.adminapi.http;

import static dev.sluice.adminapi.http.ApiFixture.QUEUE;
import static dev.sluice.adminapi.http.ApiFixture.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.adminapi.access.AccessSettings;
import dev.sluice.v1.admin.tasks.CloudTasksGrpc.CloudTasksBlockingStub;
import dev.sluice.v1.admin.tasks.GetTaskRequest;
import dev.sluice.v1.admin.tasks.Task;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Secrets that tasks carry are delivered, and shown to nobody. */
final class MaskingTest {

  private static final String SECRET = "Bearer s3cr3t";
  private static final String NAME = QUEUE + "/tasks/t";
  private final ApiFixture api =
      new ApiFixture(
          new AccessSettings(
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              List.of("x-api-key")));

  @BeforeEach
  void start() throws Exception {
    api.createQueue();
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void task_withSecrets_isShownWithoutThem_inEveryView() throws Exception {
    ApiFixture.Answer created = api.post("/v2/" + QUEUE + "/tasks", task(SECRET));
    assertHidden(created.json().at("/httpRequest/headers"));
    assertThat(created.text()).doesNotContain("s3cr3t");

    for (String path :
        List.of(
            NAME,
            NAME + "?responseView=FULL",
            QUEUE + "/tasks",
            QUEUE + "/tasks?responseView=FULL")) {
      ApiFixture.Answer answer = api.get("/v2/" + path);
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text()).contains("(hidden)").contains("open").doesNotContain("s3cr3t");
    }
    ApiFixture.Answer run = api.post("/v2/" + NAME + ":run", "{\"responseView\": \"FULL\"}");
    assertThat(run.text()).doesNotContain("s3cr3t");
  }

  @Test
  void task_withSecrets_isShownWithoutThemOverGrpc_andKeptWithThem() throws Exception {
    api.post("/v2/" + QUEUE + "/tasks", task(SECRET));

    Task shown =
        api.grpc(CloudTasksBlockingStub.class)
            .getTask(
                GetTaskRequest.newBuilder().setName(NAME).setResponseView(Task.View.FULL).build());

    assertThat(shown.getHttpRequest().getHeadersMap())
        .containsEntry("authorization", "(hidden)")
        .containsEntry("X-Api-Key", "(hidden)")
        .containsEntry("X-Trace", "open");
    assertThat(api.backend.stored(NAME).getHttpRequest().getHeaders())
        .containsEntry("authorization", SECRET);
  }

  @Test
  void task_withWhatViewsShowInASecretsPlace_isRefused() throws Exception {
    assertError(
        api.post("/v2/" + QUEUE + "/tasks", task("(hidden)")),
        400,
        "INVALID_ARGUMENT",
        "The value \"(hidden)\" of a secret header is what views show instead of it; send the value"
            + " itself.");
  }

  private static String task(String secret) {
    return """
    {"task": {"name": "%s", "httpRequest": {"url": "http://x/", "headers": {
      "authorization": "%s", "X-Api-Key": "%s", "X-Trace": "open"}}}, "responseView": "FULL"}
    """
        .formatted(NAME, secret, secret);
  }

  private static void assertHidden(JsonNode headers) {
    assertThat(headers.path("authorization").asText()).isEqualTo("(hidden)");
    assertThat(headers.path("X-Api-Key").asText()).isEqualTo("(hidden)");
    assertThat(headers.path("X-Trace").asText()).isEqualTo("open");
  }
}
