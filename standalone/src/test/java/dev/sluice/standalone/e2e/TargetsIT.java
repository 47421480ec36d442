package dev.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.standalone.e2e.RecordingTarget.Arrival;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What requests carry beside what their tasks say, as targets see it. */
final class TargetsIT {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final String EMAIL = "worker@demo.iam.gserviceaccount.com";

  @TempDir static Path folder;

  private static RecordingTarget apps;
  private static SluiceProcess sluice;

  private RecordingTarget target;

  @BeforeAll
  static void startSluice() throws Exception {
    apps = RecordingTarget.start();
    Path config = folder.resolve("sluice.properties");
    Files.writeString(config, "sluice.worker.app-engine-url=" + apps.url("/{service}/{version}"));
    sluice = SluiceProcess.start(folder.resolve("data"), "--config", config.toString());
  }

  @AfterAll
  static void stopSluice() {
    sluice.close();
    apps.close();
  }

  @BeforeEach
  void start() throws Exception {
    target = RecordingTarget.start();
  }

  @AfterEach
  void stop() {
    target.close();
  }

  private static Arrival one(RecordingTarget target) {
    await().atMost(SOON).until(() -> !target.arrivals().isEmpty());
    return target.arrivals().getFirst();
  }

  @Test
  void oidcToken_isAcceptedByGooglesLibraryAndForgeriesAreNot() throws Exception {
    Tools.assumeNodeClient();
    Api api = Api.withQueue(sluice, "oidc", "");
    Rest.Answer created =
        api.createTask(
            "\"httpRequest\": {\"url\": \""
                + target.url("/work?n=1")
                + "\", \"headers\": {\"authorization\": \"Bearer mine\"},"
                + " \"oidcToken\": {\"serviceAccountEmail\": \""
                + EMAIL
                + "\"}}");
    assertThat(created.status()).as(created.json().toString()).isEqualTo(200);

    String authorization = one(target).header("Authorization");
    assertThat(authorization).startsWith("Bearer ey");
    Tools.Ran ran =
        Tools.node(
            "verify-token.js",
            "http://127.0.0.1:" + sluice.port(),
            authorization.substring("Bearer ".length()),
            target.url("/work?n=1"));

    assertThat(ran.exitCode()).as(ran.out()).isZero();
    assertThat(ran.lines().stream().map(line -> line.split(" ", 3)).toList())
        .as(ran.out())
        .extracting(words -> words[0] + " " + words[1])
        .contains(
            "right accepted",
            "audience refused",
            "issuer refused",
            "forged refused",
            "foreign refused",
            "expired refused");
    assertThat(ran.lines()).contains("right accepted " + EMAIL);
    assertThat(ran.out()).contains("ES256").contains("RS256");
  }

  @Test
  void oauthToken_withoutConfiguration_isRefusedAtOnce() throws Exception {
    Api api = Api.withQueue(sluice, "oauth", "");
    Rest.Answer answer =
        api.createTask(
            "\"httpRequest\": {\"url\": \"http://127.0.0.1:9/\", \"oauthToken\":"
                + " {\"serviceAccountEmail\": \""
                + EMAIL
                + "\"}}");

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.json().path("error").path("message").asText())
        .startsWith("HttpRequest.oauthToken: no token endpoint is configured for \"" + EMAIL)
        .contains("sluice.oauth.clients");
  }

  @Test
  void httpTarget_ofTheQueue_changesTheRequest() throws Exception {
    Api api =
        Api.withQueue(
            sluice,
            "target",
            "\"httpTarget\": {\"uriOverride\": {\"host\": \"127.0.0.1\", \"port\": \""
                + target.port()
                + "\", \"pathOverride\": {\"path\": \"/queue\"}}, \"httpMethod\": \"PUT\","
                + " \"headerOverrides\": [{\"header\": {\"key\": \"X-A\", \"value\": \"q\"}}]}");
    api.createTask("t", "http://localhost:9/task?n=1", "");

    Arrival arrival = one(target);
    assertThat(arrival.path()).isEqualTo("/queue?n=1");
    assertThat(arrival.method()).isEqualTo("PUT");
    assertThat(arrival.header("X-A")).isEqualTo("q");
    assertThat(arrival.header("Host")).isEqualTo("127.0.0.1:" + target.port());
  }

  @Test
  void appEngineTask_goesToTheConfiguredAppWithItsHeaders() throws Exception {
    apps.answerWith(request -> {
      LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
      return 500;
    });
    Api api =
        Api.withQueue(
            sluice,
            "app",
            "\"appEngineRoutingOverride\": {\"service\": \"worker\"},"
                + " \"retryConfig\": {\"maxAttempts\": 2}");
    Rest.Answer created =
        api.createTask(
            "\"appEngineHttpRequest\": {\"relativeUri\": \"/run?n=1\", \"body\": \"aGVsbG8=\","
                + " \"appEngineRouting\": {\"service\": \"other\", \"version\": \"v1\"}}");
    assertThat(created.status()).as(created.json().toString()).isEqualTo(200);

    await().atMost(SOON).until(() -> apps.arrivals().size() == 2);
    List<Arrival> arrivals = apps.arrivals();
    assertThat(arrivals).extracting(Arrival::path).containsOnly("/worker/run?n=1");
    assertThat(arrivals.get(0).header("User-Agent")).startsWith("AppEngine-Google");
    assertThat(arrivals.get(0).header("Content-Type")).isEqualTo("application/octet-stream");
    assertThat(arrivals.get(0).header("X-AppEngine-QueueName")).isEqualTo("app");
    assertThat(arrivals.get(1).header("X-AppEngine-TaskExecutionCount")).isEqualTo("1");
    assertThat(arrivals.get(1).header("X-AppEngine-TaskPreviousResponse")).isEqualTo("500");
    assertThat(arrivals.get(1).header("X-AppEngine-TaskRetryReason")).isEqualTo("App Error");
  }
}
