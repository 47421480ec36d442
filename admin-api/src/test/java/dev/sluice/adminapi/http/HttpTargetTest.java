package dev.sluice.adminapi.http;

import static dev.sluice.adminapi.http.ApiFixture.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.adminapi.http.ApiFixture.Answer;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Queues' httpTarget, BufferTask, App Engine requests and overrides (spec sections 4.3, 4.4). */
class HttpTargetTest {

  private static final ApiFixture api = new ApiFixture();
  private static final AtomicInteger queues = new AtomicInteger();
  private static final String TARGET =
      "\"httpTarget\":{\"uriOverride\":{\"scheme\":\"HTTP\",\"host\":\"h\",\"port\":\"8080\","
          + "\"pathOverride\":{\"path\":\"/in\"},\"queryOverride\":{\"queryParams\":\"a=b\"},"
          + "\"uriOverrideEnforceMode\":\"IF_NOT_EXISTS\"},\"httpMethod\":\"PUT\","
          + "\"headerOverrides\":[{\"header\":{\"key\":\"X-A\",\"value\":\"b\"}}]}";

  @AfterAll
  static void stop() {
    api.close();
  }

  /** Creates a queue and returns its path. */
  private static String queue(String version, String members) throws Exception {
    String id = "t" + queues.incrementAndGet();
    String parent = "/" + version + "/" + ApiFixture.LOCATION + "/queues";
    String name = "\"name\":\"" + ApiFixture.LOCATION + "/queues/" + id + "\"";
    Answer answer = api.post(parent, "{" + name + "," + members + "}");
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return parent + "/" + id;
  }

  @ParameterizedTest
  @ValueSource(strings = {"v2", "v2beta3"})
  void httpTarget_isKeptAsGiven(String version) throws Exception {
    JsonNode target = api.get(queue(version, TARGET)).json().at("/httpTarget");

    assertThat(target.at("/uriOverride/port").isTextual()).isTrue();
    assertThat(target.toString())
        .isEqualTo(
            "{\"uriOverride\":{\"scheme\":\"HTTP\",\"host\":\"h\",\"port\":\"8080\","
                + "\"pathOverride\":{\"path\":\"/in\"},\"queryOverride\":{\"queryParams\":\"a=b\"},"
                + "\"uriOverrideEnforceMode\":\"IF_NOT_EXISTS\"},\"httpMethod\":\"PUT\","
                + "\"headerOverrides\":[{\"header\":{\"key\":\"X-A\",\"value\":\"b\"}}]}");
  }

  @Test
  void emptyOverrides_leaveAlone_andEmptyTextsClear() throws Exception {
    String uri = "\"httpTarget\":{\"uriOverride\":{\"host\":\"h\",";

    assertThat(
            api.get(queue("v2", uri + "\"pathOverride\":{},\"queryOverride\":{}}}"))
                .json()
                .at("/httpTarget/uriOverride")
                .has("pathOverride"))
        .isFalse();
    assertThat(
            api.get(queue("v2", uri + "\"pathOverride\":{\"path\":\"\"}}}"))
                .json()
                .at("/httpTarget/uriOverride/pathOverride")
                .toString())
        .isEqualTo("{\"path\":\"\"}");
  }

  @Test
  void unspecifiedScheme_isHttps_whenItIsSaid() throws Exception {
    assertThat(
            api.get(queue("v2", "\"httpTarget\":{\"uriOverride\":{\"host\":\"h\",\"scheme\":0}}"))
                .json()
                .at("/httpTarget/uriOverride/scheme")
                .asText())
        .isEqualTo("HTTPS");
    assertThat(
            api.get(queue("v2", "\"httpTarget\":{\"uriOverride\":{\"host\":\"h\"}}"))
                .json()
                .at("/httpTarget/uriOverride")
                .has("scheme"))
        .isFalse();
  }

  @Test
  void update_namesParts_orAll() throws Exception {
    String queue = queue("v2", TARGET);

    Answer host =
        api.patch(
            queue + "?updateMask=httpTarget.uriOverride.host",
            "{\"httpTarget\":{\"uriOverride\":{\"host\":\"other\"}}}");
    assertThat(host.json().at("/httpTarget/uriOverride/host").asText()).isEqualTo("other");
    assertThat(host.json().at("/httpTarget/uriOverride/port").asText()).isEqualTo("8080");
    Answer method = api.patch(queue + "?updateMask=httpTarget.httpMethod", "{}");
    assertThat(method.json().at("/httpTarget").has("httpMethod")).isFalse();
    Answer none = api.patch(queue + "?updateMask=httpTarget", "{}");
    assertThat(none.json().has("httpTarget")).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "`{\"uriOverride\":{\"host\":\"\"}}`, HttpTarget.uriOverride.host cannot be empty.",
        "`{\"uriOverride\":{\"host\":\"h\",\"port\":\"-1\"}}`,"
            + " `HttpTarget.uriOverride.port must be between 1 and 65535, or 0 to clear it.`",
        "`{\"oidcToken\":{\"audience\":\"a\"}}`,"
            + " HttpTarget.oidc_token.service_account_email must be set."
      })
  void httpTarget_thatCanNotBe_isRefused(String target, String message) throws Exception {
    assertError(
        api.post(
            "/v2/" + ApiFixture.LOCATION + "/queues",
            "{\"name\":\"" + ApiFixture.LOCATION + "/queues/bad\",\"httpTarget\":" + target + "}"),
        400,
        "INVALID_ARGUMENT",
        message);
  }

  @ParameterizedTest
  @CsvSource({
    "v2, tasks:buffer",
    "v2, tasks/:buffer",
    "v2, tasks/given:buffer",
    "v2, tasks/coded%3Abuffer",
    "v2beta3, tasks:buffer",
    "v2beta3, tasks/:buffer",
    "v2beta3, tasks/given:buffer"
  })
  void buffer_everyPath_takesPayloadAndHttpBody(String version, String path) throws Exception {
    String queue = queue(version, TARGET);
    String url = queue + "/" + path;

    Answer raw =
        api.send(
            api.request(url)
                .header("content-type", "text/plain")
                .POST(BodyPublishers.ofString("hello")));

    assertThat(raw.status()).as(raw.text()).isEqualTo(200);
    JsonNode task = full(version, raw);
    assertThat(task.at("/httpRequest/url").asText()).isEqualTo("http://h:8080/in?a=b");
    assertThat(task.at("/httpRequest/httpMethod").asText()).isEqualTo("PUT");
    assertThat(task.at("/httpRequest/headers/Content-Type").asText()).startsWith("text/plain");
    assertThat(new String(task.at("/httpRequest/body").binaryValue(), StandardCharsets.UTF_8))
        .isEqualTo("hello");
    if (path.contains("given")) {
      assertThat(task.at("/name").asText()).endsWith("/tasks/given");
      assertThat(api.post(url, "{}").code()).isEqualTo("ALREADY_EXISTS");
    }
  }

  @Test
  void buffer_httpBody_andJsonPayload_areToldApart() throws Exception {
    String url = queue("v2", TARGET) + "/tasks:buffer";

    JsonNode httpBody =
        full(
            "v2", api.post(url, "{\"body\":{\"contentType\":\"text/csv\",\"data\":\"aGVsbG8=\"}}"));
    assertThat(httpBody.at("/httpRequest/headers/Content-Type").asText()).isEqualTo("text/csv");
    assertThat(httpBody.at("/httpRequest/body").asText()).isEqualTo("aGVsbG8=");
    JsonNode payload = full("v2", api.post(url, "{\"body\":\"mine\",\"more\":1}"));
    assertThat(new String(payload.at("/httpRequest/body").binaryValue(), StandardCharsets.UTF_8))
        .isEqualTo("{\"body\":\"mine\",\"more\":1}");
    JsonNode nothing = full("v2", api.post(url, "{}"));
    assertThat(nothing.at("/httpRequest").has("body")).isFalse();
    assertThat(nothing.at("/httpRequest/headers/Content-Type").asText())
        .isEqualTo("application/json");
  }

  @ParameterizedTest
  @CsvSource({
    "'', {\"n\":1}, application/json",
    "application/x-www-form-urlencoded, {\"n\":1}, application/json",
    "application/x-www-form-urlencoded, n=1, application/x-www-form-urlencoded",
    "application/cloudevents+json, {\"n\":1}, application/cloudevents+json"
  })
  void buffer_contentType_isTheCallersOwn(String type, String payload, String shown)
      throws Exception {
    var request = api.request(queue("v2", TARGET) + "/tasks:buffer");
    if (!type.isEmpty()) {
      request.header("content-type", type);
    }

    Answer answer = api.send(request.POST(BodyPublishers.ofString(payload)));

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    JsonNode task = full("v2", answer).at("/httpRequest");
    assertThat(task.at("/headers/Content-Type").asText()).isEqualTo(shown);
    assertThat(task.at("/body").binaryValue()).asString(StandardCharsets.UTF_8).isEqualTo(payload);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PUT", "PATCH", "DELETE", "GET"})
  void buffer_takesAnyMethod(String method) throws Exception {
    Answer answer =
        api.send(
            api.request(queue("v2", TARGET) + "/tasks:buffer")
                .header("content-type", "application/json")
                .method(
                    method,
                    method.equals("GET")
                        ? BodyPublishers.noBody()
                        : BodyPublishers.ofString("[1]")));

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  @Test
  void buffer_withoutATarget_isRefused() throws Exception {
    assertError(
        api.post(queue("v2", "\"rateLimits\":{}") + "/tasks:buffer", "{}"),
        400,
        "FAILED_PRECONDITION",
        "Queue.httpTarget.uriOverride.host must be set before tasks can be buffered.");
  }

  private static JsonNode full(String version, Answer buffered) throws Exception {
    assertThat(buffered.status()).as(buffered.text()).isEqualTo(200);
    return api.get(
            "/" + version + "/" + buffered.json().at("/task/name").asText() + "?responseView=FULL")
        .json();
  }

  @Test
  void appEngine_requestAndOverride_areKept() throws Exception {
    String queue =
        queue("v2", "\"appEngineRoutingOverride\":{\"service\":\"s\",\"host\":\"ignored\"}");
    assertThat(api.get(queue).json().at("/appEngineRoutingOverride").toString())
        .isEqualTo("{\"service\":\"s\"}");
    assertThat(
            api.get(queue.replace("/v2/", "/v2beta3/"))
                .json()
                .at("/appEngineHttpQueue/appEngineRoutingOverride/service")
                .asText())
        .isEqualTo("s");

    Answer answer =
        api.post(
            queue + "/tasks",
            "{\"task\":{\"appEngineHttpRequest\":{\"body\":\"aGVsbG8=\",\"headers\":"
                + "{\"user-agent\":\"me\"},\"appEngineRouting\":{\"version\":\"v\"}}}}");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    JsonNode task = answer.json();
    assertThat(task.has("dispatchDeadline")).isFalse();
    assertThat(task.at("/appEngineHttpRequest/relativeUri").asText()).isEqualTo("/");
    assertThat(task.at("/appEngineHttpRequest/httpMethod").asText()).isEqualTo("POST");
    assertThat(task.at("/appEngineHttpRequest/appEngineRouting/version").asText()).isEqualTo("v");
    JsonNode headers = task.at("/appEngineHttpRequest/headers");
    assertThat(headers.at("/User-Agent").asText())
        .isEqualTo("me AppEngine-Google; (+http://code.google.com/appengine)");
    assertThat(headers.at("/Content-Type").asText()).isEqualTo("application/octet-stream");
    assertThat(headers.at("/Content-Length").asText()).isEqualTo("5");
    assertError(
        api.post(
            queue + "/tasks",
            "{\"task\":{\"appEngineHttpRequest\":{},\"dispatchDeadline\":\"86416s\"}}"),
        400,
        "INVALID_ARGUMENT",
        "Task.dispatchDeadline must be between [15s, 24h15s].");
  }

  @Test
  void retryConfig_ofATask_isKept() throws Exception {
    String queue = queue("v2", "\"rateLimits\":{}");

    Answer answer =
        api.post(
            queue + "/tasks",
            "{\"task\":{\"httpRequest\":{\"url\":\"http://h/\"},\"retryConfig\":"
                + "{\"maxAttempts\":3,\"minBackoff\":\"2s\"}}}");

    assertThat(answer.json().at("/retryConfig").toString())
        .isEqualTo("{\"maxAttempts\":3,\"minBackoff\":\"2s\"}");
    assertThat(
            api.get("/v2beta3/" + answer.json().at("/name").asText())
                .json()
                .at("/retryConfig/maxAttempts")
                .asInt())
        .isEqualTo(3);
  }
}
