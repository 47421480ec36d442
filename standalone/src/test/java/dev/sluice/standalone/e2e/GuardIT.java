package dev.sluice.standalone.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.standalone.testkit.RecordingTarget;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where tasks may send requests, and what is shown of them, asked through the API of a real process
 * with private addresses forbidden. Its names come from a file, whose answers the test changes.
 */
final class GuardIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String ONE_ATTEMPT = "\"retryConfig\": {\"maxAttempts\": 1}";

  @TempDir private static Path folder;
  private static SluiceProcess sluice;

  @BeforeAll
  static void start() throws Exception {
    names(
        "169.254.169.254 metadata.test",
        "10.1.2.3 private.test",
        "64:ff9b::a9fe:a9fe nat64.test",
        "127.0.0.1 moving.test");
    sluice =
        SluiceProcess.start(
            folder.resolve("data"),
            Map.of(
                "SLUICE_WORKER_ALLOW_PRIVATE",
                "false",
                "SLUICE_API_SECRET_HEADERS",
                "X-Api-Key",
                "SLUICE_JAVA_OPTS",
                "-Dsun.net.inetaddr.ttl=0 -Djdk.net.hosts.file=" + folder.resolve("hosts")));
  }

  @AfterAll
  static void stop() {
    sluice.close();
  }

  private static void names(String... lines) throws Exception {
    List<String> all = new ArrayList<>(List.of(lines));
    all.add("127.0.0.1 localhost " + InetAddress.getLocalHost().getHostName());
    Files.write(folder.resolve("hosts"), all);
  }

  @Test
  void task_forAnAddressThatIsRefused_isDeadWithoutARequest() throws Exception {
    Map<String, String> urls =
        Map.ofEntries(
            Map.entry("link-local", "http://169.254.7.7/"),
            Map.entry("metadata", "http://169.254.169.254/latest/meta-data/"),
            Map.entry("alibaba", "http://100.100.100.200/"),
            Map.entry("decimal", "http://2852039166/"),
            Map.entry("hexadecimal", "http://0xa9fea9fe/"),
            Map.entry("octal", "http://0251.0376.0251.0376/"),
            Map.entry("mapped", "http://[::ffff:169.254.169.254]/"),
            Map.entry("compatible", "http://[::169.254.169.254]/"),
            Map.entry("six-to-four", "http://[2002:a9fe:a9fe::1]/"),
            Map.entry("nat64", "http://[64:ff9b::169.254.169.254]/"),
            Map.entry("v6-link-local", "http://[fe80::1]/"),
            Map.entry("private", "http://10.0.0.1/"),
            Map.entry("private-mapped", "http://[::ffff:192.168.1.1]/"),
            Map.entry("unique-local", "http://[fd12::1]/"),
            Map.entry("unspecified", "http://0.0.0.0:" + sluice.port() + "/healthz"),
            Map.entry("name", "http://metadata.test/"),
            Map.entry("name-private", "http://private.test/"),
            Map.entry("name-nat64", "http://nat64.test/"));
    Api api = Api.withQueue(sluice, "guarded", ONE_ATTEMPT);

    for (Map.Entry<String, String> url : urls.entrySet()) {
      api.createTask(url.getKey(), url.getValue(), "");
    }

    await().atMost(PATIENCE).until(() -> api.deadLetters().size() == urls.size());
    for (JsonNode letter : api.deadLetters()) {
      assertThat(letter.at("/attempts/0/responseStatus/message").asText())
          .as(letter.toString())
          .matches(".*(expected: one that the worker's address rules allow|host not found).*");
    }
  }

  @Test
  void task_forANameWhoseAnswerChanges_goesByTheAnswerOfItsOwnConnection() throws Exception {
    Api api = Api.withQueue(sluice, "rebinding", ONE_ATTEMPT);
    try (RecordingTarget first = RecordingTarget.start();
        RecordingTarget second = RecordingTarget.start()) {
      api.createTask("before", "http://moving.test:" + first.port() + "/", "");
      await().atMost(PATIENCE).until(() -> first.arrivals().size() == 1);

      names("169.254.169.254 moving.test", "169.254.169.254 metadata.test");
      api.createTask("after", "http://moving.test:" + second.port() + "/", "");

      await().atMost(PATIENCE).until(() -> api.deadLetters().size() == 1);
      assertThat(api.deadLetters().getFirst().at("/attempts/0/responseStatus/message").asText())
          .contains("169.254.169.254: link-local");
      assertThat(second.arrivals()).isEmpty();
    } finally {
      names(
          "169.254.169.254 metadata.test",
          "10.1.2.3 private.test",
          "64:ff9b::a9fe:a9fe nat64.test",
          "127.0.0.1 moving.test");
    }
  }

  @Test
  void task_withSecrets_isShownWithoutThem_andRedrivenWithThem() throws Exception {
    Api api = Api.withQueue(sluice, "secrets", ONE_ATTEMPT);
    try (RecordingTarget target = RecordingTarget.start(request -> 500)) {
      Rest.Answer created =
          api.createTask(
              """
              "name": "%s", "httpRequest": {"url": "%s", "headers": {
                "Authorization": "Bearer s3cr3t", "x-api-key": "k3y"}}
              """
                  .formatted(api.taskName("t"), target.url("/")));
      assertThat(created.status()).isEqualTo(200);
      await().atMost(PATIENCE).until(() -> api.deadLetters().size() == 1);
      JsonNode letter =
          api.rest()
              .get(
                  "/v2/"
                      + api.deadLetters().getFirst().path("name").asText()
                      + "?responseView=FULL")
              .json();
      assertThat(List.of(created.json().toString(), letter.toString()))
          .allSatisfy(
              shown -> assertThat(shown).contains("(hidden)").doesNotContain("s3cr3t", "k3y"));

      target.answerWith(request -> 200);
      assertThat(api.rest().post("/v2/" + letter.path("name").asText() + ":redrive", "{}").status())
          .isEqualTo(200);

      await().atMost(PATIENCE).until(() -> target.arrivals().size() == 2);
      assertThat(target.arrivals().getLast().header("Authorization")).isEqualTo("Bearer s3cr3t");
      assertThat(target.arrivals().getLast().header("X-Api-Key")).isEqualTo("k3y");
    }
    assertThat(sluice.stderr()).doesNotContain("s3cr3t", "k3y");
  }
}
