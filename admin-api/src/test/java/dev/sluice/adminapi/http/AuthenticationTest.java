package dev.sluice.adminapi.http;

import static dev.sluice.adminapi.http.ApiFixture.LOCATION;
import static dev.sluice.adminapi.http.ApiFixture.assertError;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.sluice.adminapi.access.AccessConfigException;
import dev.sluice.adminapi.access.AccessSettings;
import dev.sluice.v1.admin.DeadLettersGrpc.DeadLettersBlockingStub;
import dev.sluice.v1.admin.ListLettersRequest;
import dev.sluice.v1.admin.tasks.CloudTasksGrpc.CloudTasksBlockingStub;
import dev.sluice.v1.admin.tasks.ListQueuesRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AuthenticationTest {

  private static final String TOKEN = "a-token-for-tests-only";
  private static final String QUEUES = "/v2/" + LOCATION + "/queues";
  private static final String SEE =
      " Expected OAuth 2 access token, login cookie or other valid authentication credential. See"
          + " https://developers.google.com/identity/sign-in/web/devconsole-project.";
  private static final String MISSING =
      "Request is missing required authentication credential." + SEE;
  private static final String INVALID = "Request had invalid authentication credentials." + SEE;

  @TempDir private Path folder;

  @Test
  void call_withoutAuthenticationConfigured_isServed_whateverItShows() throws Exception {
    try (ApiFixture api = new ApiFixture()) {
      assertThat(get(api, QUEUES, "Bearer anything at all").status()).isEqualTo(200);
    }
  }

  @Test
  void call_withATokenOfTheFile_isServed() throws Exception {
    try (ApiFixture api = withTokens(TOKEN + " user:ann@example.com\n")) {
      assertThat(get(api, QUEUES, "Bearer " + TOKEN).status()).isEqualTo(200);
      assertThat(get(api, QUEUES, "bearer   " + TOKEN).status()).isEqualTo(200);
    }
  }

  @Test
  void call_withATokenWhoseHashIsInTheFile_isServed() throws Exception {
    String hash =
        HexFormat.of()
            .formatHex(MessageDigest.getInstance("SHA-256").digest(TOKEN.getBytes(UTF_8)));
    try (ApiFixture api = withTokens("# ours\n\nsha256:" + hash + "  user:ann@example.com")) {
      assertThat(get(api, QUEUES, "Bearer " + TOKEN).status()).isEqualTo(200);
      assertThat(get(api, QUEUES, "Bearer sha256:" + hash).status()).isEqualTo(401);
    }
  }

  @Test
  void call_withoutAToken_is401InGooglesShape() throws Exception {
    try (ApiFixture api = withTokens(TOKEN + " user:ann@example.com")) {
      ApiFixture.Answer answer = api.get(QUEUES);

      assertError(answer, 401, "UNAUTHENTICATED", MISSING);
      assertThat(answer.json().at("/error/details/0/reason").asText())
          .isEqualTo("CREDENTIALS_MISSING");
      assertThat(answer.contentType()).isEqualTo("application/json; charset=utf-8");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Bearer another-token-of-nobody",
        "Bearer ",
        "Bearer",
        "Basic YTpi",
        TOKEN,
        "Bearer " + TOKEN + "x",
        "Bearer a.b.c"
      })
  void call_withAnythingElse_is401_andSaysSoToClientsThatAsk(String authorization)
      throws Exception {
    try (ApiFixture api = withTokens(TOKEN + " user:ann@example.com")) {
      assertError(get(api, QUEUES, authorization), 401, "UNAUTHENTICATED", INVALID);

      HttpResponse<String> response =
          java.net.http.HttpClient.newHttpClient()
              .send(
                  api.request(QUEUES).header("authorization", authorization).build(),
                  HttpResponse.BodyHandlers.ofString());
      assertThat(response.headers().firstValue("www-authenticate").orElse(""))
          .startsWith("Bearer realm=\"sluice\", error=\"invalid_token\"");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "sec-fetch-site, cross-site, 403",
    "sec-fetch-site, same-site, 403",
    "sec-fetch-site, same-origin, 200",
    "sec-fetch-site, none, 200",
    "origin, https://evil.example, 403",
    "origin, null, 403"
  })
  void call_thatAPageMakesABrowserSend_isTakenFromOurOwnPagesOnly(
      String header, String value, int status) throws Exception {
    try (ApiFixture api = new ApiFixture()) {
      ApiFixture.Answer answer = api.send(api.request(QUEUES).header(header, value));
      assertThat(answer.status()).isEqualTo(status);
      if (status == 403) {
        assertError(
            answer,
            403,
            "PERMISSION_DENIED",
            "Pages of other sites may not call this API without an Authorization header.");
      }
    }
  }

  @Test
  void call_thatIsRefused_isNotRead() throws Exception {
    try (ApiFixture api = withTokens(TOKEN + " user:ann@example.com")) {
      ApiFixture.Answer answer =
          api.send(api.request(QUEUES).POST(HttpRequest.BodyPublishers.ofString("{nonsense")));

      assertError(answer, 401, "UNAUTHENTICATED", MISSING);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/healthz", "/healthz/live", "/metrics"})
  void call_ofWhatProbesAsk_isOpen(String path) throws Exception {
    try (ApiFixture api = withTokens(TOKEN + " user:ann@example.com")) {
      assertThat(api.get(path).status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v2/" + LOCATION + "/queues/q/deadLetters",
        "/v2/projects/p/locations",
        "/healthz/../v2/" + LOCATION + "/queues",
        "//v2/" + LOCATION + "/queues",
        "/.well-known/../v2/" + LOCATION + "/queues",
        "/.well-known/%2e%2e/v2/" + LOCATION + "/queues"
      })
  void call_ofAnythingElse_isNot(String path) throws Exception {
    try (ApiFixture api = withTokens(TOKEN + " user:ann@example.com")) {
      assertThat(api.get(path).status()).isIn(400, 401, 404);
    }
  }

  @Test
  void call_overGrpcWithoutAToken_isUnauthenticatedWithTextAndDetails() throws Exception {
    try (ApiFixture api = withTokens(TOKEN + " user:ann@example.com")) {
      CloudTasksBlockingStub tasks = api.grpc(CloudTasksBlockingStub.class);
      DeadLettersBlockingStub letters = api.grpc(DeadLettersBlockingStub.class);

      assertThatThrownBy(() -> tasks.listQueues(ListQueuesRequest.getDefaultInstance()))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> {
                assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED);
                assertThat(e.getStatus().getDescription()).isEqualTo(MISSING);
                assertThat(requireNonNull(StatusProto.fromThrowable(e)).getDetailsCount())
                    .isEqualTo(1);
              });
      assertThatThrownBy(() -> letters.list(ListLettersRequest.getDefaultInstance()))
          .isInstanceOfSatisfying(
              StatusRuntimeException.class,
              e -> assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.UNAUTHENTICATED));
    }
  }

  @Test
  void call_overGrpcWithAToken_isServed() throws Exception {
    try (ApiFixture api = withTokens(TOKEN + " user:ann@example.com")) {
      CloudTasksBlockingStub tasks =
          GrpcClients.builder("gproto+h2c://127.0.0.1:" + api.port())
              .setHeader("authorization", "Bearer " + TOKEN)
              .build(CloudTasksBlockingStub.class);

      assertThat(
              tasks
                  .listQueues(ListQueuesRequest.newBuilder().setParent(LOCATION).build())
                  .getQueuesCount())
          .isZero();
    }
  }

  @Test
  void call_afterTheFileHasChanged_goesByTheNewOne() throws Exception {
    try (ApiFixture api = withTokens(TOKEN + " user:ann@example.com")) {
      Files.writeString(tokens(), "another-token-for-tests user:ann@example.com");

      await()
          .untilAsserted(() ->
              assertThat(get(api, QUEUES, "Bearer another-token-for-tests").status())
                  .isEqualTo(200));
      assertThat(get(api, QUEUES, "Bearer " + TOKEN).status()).isEqualTo(401);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "short user:ann@example.com | line 1 (expected: a token of at least 16 characters)",
        "a-token-for-tests-only | line 1 (expected: a token, a space and a principal",
        "a-token-for-tests-only ann | line 1 (expected: a token, a space and a principal",
        "sha256:abc user:ann@example.com | line 1 (expected: sha256: and 64 hexadecimal digits)",
      })
  void open_aTokenFileThatIsWrong_saysWhere_andRepeatsNoToken(String text, String message)
      throws Exception {
    assertThatThrownBy(() -> withTokens(text))
        .isInstanceOf(AccessConfigException.class)
        .hasMessageContaining("token file " + tokens() + ": " + message)
        .hasMessageNotContaining(TOKEN.substring(0, 10));
  }

  private Path tokens() {
    return folder.resolve("tokens");
  }

  private ApiFixture withTokens(String text) throws Exception {
    Path file = Files.writeString(tokens(), text);
    return new ApiFixture(
        new AccessSettings(
            Optional.empty(), Optional.of(file), Optional.empty(), Optional.empty(), List.of()));
  }

  private static ApiFixture.Answer get(ApiFixture api, String path, String authorization)
      throws Exception {
    return api.send(api.request(path).header("authorization", authorization));
  }
}
