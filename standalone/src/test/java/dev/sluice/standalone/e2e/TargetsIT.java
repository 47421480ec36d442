package dev.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.standalone.testkit.RecordingTarget;
import dev.sluice.standalone.testkit.RecordingTarget.Arrival;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
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
  void signedQueue_requestsAreVerifiedByBothOfItsSecrets() throws Exception {
    byte[] shared = "a shared secret of 32 bytes long".getBytes(StandardCharsets.US_ASCII);
    // RFC 8032, section 7.1, test 1.
    byte[] seed =
        HexFormat.of().parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
    Api api =
        Api.withQueue(
            sluice,
            "signed",
            "\"sluice\": {\"signingSecrets\": [\"whsec_"
                + Base64.getEncoder().encodeToString(shared)
                + "\", \"whsk_"
                + Base64.getEncoder().encodeToString(seed)
                + "\"]}");
    assertThat(
            api.createTask(
                    "\"httpRequest\": {\"url\": \"%s\", \"body\": \"aGVsbG8=\"}"
                        .formatted(target.url("/")))
                .status())
        .isEqualTo(200);

    Arrival arrival = one(target);
    byte[] signed =
        "%s.%s.hello"
            .formatted(arrival.header("webhook-id"), arrival.header("webhook-timestamp"))
            .getBytes(StandardCharsets.UTF_8);
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(shared, "HmacSHA256"));
    String[] signatures = arrival.header("webhook-signature").split(" ", -1);
    assertThat(signatures).hasSize(2);
    assertThat(signatures[0])
        .isEqualTo("v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed)));
    assertThat(signatures[1]).startsWith("v1a,");
    Signature ed25519 = Signature.getInstance("Ed25519");
    ed25519.initVerify(
        KeyFactory.getInstance("Ed25519")
            .generatePublic(
                new X509EncodedKeySpec(
                    HexFormat.of()
                        .parseHex(
                            "302a300506032b6570032100"
                                + "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"))));
    ed25519.update(signed);
    assertThat(ed25519.verify(Base64.getDecoder().decode(signatures[1].substring(4)))).isTrue();
  }

  @Test
  void targetInTrouble_isSpared_andTheQueuesStatsSaySo() throws Exception {
    target.answerWith(request -> 503);
    Api api =
        Api.withQueue(
            sluice,
            "trouble",
            "\"retryConfig\": {\"minBackoff\": \"0.1s\", \"maxBackoff\": \"1s\"}");
    for (int i = 0; i < 50; i++) {
      api.createTask("t" + i, target.url("/"), "");
    }

    String stats = "/v2beta3/" + api.queue() + "?readMask=stats";
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          JsonNode seen = api.rest().get(stats).json().path("stats");
          assertThat(seen.path("effectiveExecutionRate").asDouble()).isBetween(0.9, 250.0);
          assertThat(seen.path("tasksCount").asInt()).isEqualTo(50);
          assertThat(seen.path("executedLastMinuteCount").asInt()).isPositive();
        });
    assertThat(api.getQueue().json().at("/rateLimits/maxDispatchesPerSecond").asInt())
        .as("what the user set is not rewritten")
        .isEqualTo(500);
    assertThat(api.queueVerb("purge").status()).isEqualTo(200);
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
