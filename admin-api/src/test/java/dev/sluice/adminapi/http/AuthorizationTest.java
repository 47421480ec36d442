package dev.sluice.adminapi.http;

import static dev.sluice.adminapi.http.ApiFixture.LOCATION;
import static dev.sluice.adminapi.http.ApiFixture.QUEUE;
import static dev.sluice.adminapi.http.ApiFixture.assertError;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.sluice.adminapi.access.AccessSettings;
import dev.sluice.v1.admin.tasks.CloudTasksGrpc.CloudTasksBlockingStub;
import dev.sluice.v1.admin.tasks.GetQueueRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Roles by a policy file and by queues' own policies, over REST and gRPC. */
final class AuthorizationTest {

  private static final String ADMIN = "the-token-of-the-admin";
  private static final String VIEWER = "the-token-of-the-viewer";
  private static final String ENQUEUER = "the-token-of-the-enqueuer";
  private static final String NOBODY = "the-token-of-nobody-at-all";
  private static final String OTHER_QUEUE = LOCATION + "/queues/other";
  private static final String TASK = "{\"task\":{\"httpRequest\":{\"url\":\"http://x/\"}}}";

  private static final String POLICY =
      """
      "*":
        bindings:
        - role: roles/cloudtasks.admin
          members: ["user:admin@example.com"]
      projects/p:
        bindings:
        - role: roles/cloudtasks.viewer
          members: ["user:viewer@example.com"]
      """;

  @TempDir private Path folder;
  private ApiFixture api = new ApiFixture();

  @BeforeEach
  void start() throws Exception {
    api.close();
    Path tokens =
        Files.writeString(
            folder.resolve("tokens"),
            """
            the-token-of-the-admin user:admin@example.com
            the-token-of-the-viewer user:viewer@example.com
            the-token-of-the-enqueuer serviceAccount:enqueuer@p.iam.gserviceaccount.com
            the-token-of-nobody-at-all user:nobody@example.com
            """);
    Path policy = Files.writeString(folder.resolve("policy.yaml"), POLICY);
    api =
        new ApiFixture(
            new AccessSettings(
                Optional.empty(),
                Optional.of(tokens),
                Optional.empty(),
                Optional.of(policy),
                List.of()));
    for (String queue : List.of(QUEUE, OTHER_QUEUE)) {
      assertThat(call(ADMIN, "POST", LOCATION + "/queues", "{\"name\":\"" + queue + "\"}").status())
          .isEqualTo(200);
    }
    assertThat(call(ADMIN, "POST", QUEUE + ":setIamPolicy", enqueuers()).status()).isEqualTo(200);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  private static String enqueuers() {
    return """
    {"policy": {"bindings": [{"role": "roles/cloudtasks.enqueuer",
      "members": ["serviceAccount:enqueuer@p.iam.gserviceaccount.com"]}]}}
    """;
  }

  @ParameterizedTest
  @CsvSource({
    VIEWER + ", GET, " + QUEUE + ", ''",
    VIEWER + ", GET, " + LOCATION + "/queues, ''",
    VIEWER + ", GET, projects/p/locations, ''",
    VIEWER + ", GET, " + QUEUE + "/tasks?responseView=FULL, ''",
    VIEWER + ", GET, " + QUEUE + "/deadLetters, ''",
    VIEWER + ", DELETE, " + QUEUE + ", cloudtasks.queues.delete",
    VIEWER + ", POST, " + QUEUE + ":purge, cloudtasks.queues.purge",
    VIEWER + ", POST, " + QUEUE + ":getIamPolicy, cloudtasks.queues.getIamPolicy",
    VIEWER + ", DELETE, " + QUEUE + "/deadLetters/0-1, sluice.deadLetters.delete",
    VIEWER + ", POST, " + QUEUE + "/deadLetters/0-1:redrive, sluice.deadLetters.redrive",
    VIEWER + ", GET, projects/other/locations/l/queues, cloudtasks.queues.list",
    VIEWER + ", POST, " + QUEUE + "/tasks, cloudtasks.tasks.create",
    ENQUEUER + ", POST, " + QUEUE + "/tasks, ''",
    ENQUEUER + ", GET, " + QUEUE + "/tasks, cloudtasks.tasks.list",
    ENQUEUER + ", GET, " + QUEUE + ", cloudtasks.queues.get",
    ENQUEUER + ", POST, " + OTHER_QUEUE + "/tasks, cloudtasks.tasks.create",
    ENQUEUER + ", POST, " + LOCATION + "/queues/absent/tasks, cloudtasks.tasks.create",
    NOBODY + ", GET, " + LOCATION + "/queues, cloudtasks.queues.list",
    NOBODY + ", GET, projects/-/locations/-/queues/-/deadLetters, sluice.deadLetters.list",
    ADMIN + ", GET, projects/-/locations/-/queues/-/deadLetters, ''",
    ADMIN + ", DELETE, " + QUEUE + ", ''",
  })
  void call_needsItsPermission(String token, String method, String path, String lacking)
      throws Exception {
    ApiFixture.Answer answer = call(token, method, path, method.equals("POST") ? body(path) : "");

    if (lacking.isEmpty()) {
      assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    } else {
      assertError(answer, 403, "PERMISSION_DENIED", text(lacking, resource(path)));
      assertThat(answer.json().at("/error/details/0/reason").asText())
          .isEqualTo("IAM_PERMISSION_DENIED");
    }
  }

  @Test
  void call_overGrpc_isPermissionDeniedWithGooglesText() {
    CloudTasksBlockingStub enqueuer =
        GrpcClients.builder("gproto+h2c://127.0.0.1:" + api.port())
            .setHeader("authorization", "Bearer " + ENQUEUER)
            .build(CloudTasksBlockingStub.class);

    assertThatThrownBy(() -> enqueuer.getQueue(GetQueueRequest.newBuilder().setName(QUEUE).build()))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.PERMISSION_DENIED);
              assertThat(e.getStatus().getDescription())
                  .isEqualTo(text("cloudtasks.queues.get", QUEUE));
            });
  }

  @Test
  void testIamPermissions_answersThoseThatTheCallerHas() throws Exception {
    String ask =
        """
        {"permissions": ["cloudtasks.tasks.create", "cloudtasks.tasks.delete", "some.thing.else"]}
        """;

    assertThat(permissions(call(ENQUEUER, "POST", QUEUE + ":testIamPermissions", ask)))
        .containsExactly("cloudtasks.tasks.create");
    assertThat(permissions(call(ADMIN, "POST", QUEUE + ":testIamPermissions", ask)))
        .containsExactly("cloudtasks.tasks.create", "cloudtasks.tasks.delete");
    assertThat(permissions(call(NOBODY, "POST", QUEUE + ":testIamPermissions", ask))).isEmpty();
    assertThat(permissions(call(ENQUEUER, "POST", OTHER_QUEUE + ":testIamPermissions", ask)))
        .isEmpty();
  }

  private static List<String> permissions(ApiFixture.Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer.json().path("permissions").valueStream().map(JsonNode::asText).toList();
  }

  private static String text(String permission, String resource) {
    return "The principal (user or service account) lacks IAM permission \""
        + permission
        + "\" for the resource \""
        + resource
        + "\" (or the resource may not exist).";
  }

  /** What the message names for a path: nothing below a queue. */
  private static String resource(String path) {
    String[] parts = path.split("[:?]", 2)[0].split("/", -1);
    int length = parts.length > 6 ? 6 : parts.length / 2 * 2;
    return String.join("/", java.util.Arrays.copyOf(parts, length));
  }

  private static String body(String path) {
    return path.endsWith("/tasks") ? TASK : "{}";
  }

  private ApiFixture.Answer call(String token, String method, String path, String body)
      throws Exception {
    return api.send(
        api.request("/v2/" + path)
            .header("authorization", "Bearer " + token)
            .header("content-type", "application/json")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body)));
  }
}
