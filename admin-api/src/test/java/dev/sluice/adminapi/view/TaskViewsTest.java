package dev.sluice.adminapi.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.Limits;
import dev.sluice.schemas.TaskName;
import dev.sluice.v1.Attempt;
import dev.sluice.v1.HttpMethod;
import dev.sluice.v1.admin.tasks.Task;
import dev.sluice.v1.query.TaskView;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TaskViewsTest {

  private static final TaskName NAME = TaskName.parse("projects/p/locations/l/queues/q/tasks/t");
  private static final Instant NOW = Instant.parse("2026-11-22T10:15:30.123456789Z");
  private static final Instant NOW_MICROS = Instant.parse("2026-11-22T10:15:30.123456Z");

  @Test
  void task_onlyUrl_getsDefaults() throws Exception {
    dev.sluice.v1.Task task = task("http_request { url: \"http://h/\" }");

    assertThat(task.getName()).isEqualTo(NAME.toString());
    assertThat(task.getHttpRequest().getMethod()).isEqualTo(HttpMethod.POST);
    assertThat(task.getHttpRequest().getBody()).isNull();
    assertThat(task.getHttpRequest().getHeaders()).isEmpty();
    assertThat(task.getCreateTime()).isEqualTo(NOW_MICROS);
    assertThat(task.getScheduleTime()).isEqualTo(NOW_MICROS);
    assertThat(task.getDispatchDeadlineMillis()).isEqualTo(600_000);
    assertThat(task.getAwaitsVerdict()).isTrue();
    assertThat(task.getGeneratedName()).isFalse();
  }

  @Test
  void task_everything_isTakenAsGiven() throws Exception {
    dev.sluice.v1.Task task =
        task(
            """
            http_request {
              url: "https://h/%zz" http_method: PATCH body: "\\x00\\xff"
              headers { key: "X-Second" value: "2" } headers { key: "a-First" value: "1" }
            }
            schedule_time { seconds: 1795342531 nanos: 999999999 }
            dispatch_deadline { seconds: 15 nanos: 1999999 }
            """);

    assertThat(task.getHttpRequest().getUrl()).isEqualTo("https://h/%zz");
    assertThat(task.getHttpRequest().getMethod()).isEqualTo(HttpMethod.PATCH);
    assertThat(task.getHttpRequest().getHeaders())
        .containsExactly(Map.entry("X-Second", "2"), Map.entry("a-First", "1"));
    assertThat(task.getHttpRequest().getBody())
        .isEqualTo(ByteBuffer.wrap(new byte[] {0, (byte) 0xff}));
    assertThat(task.getScheduleTime()).isEqualTo(Instant.parse("2026-11-22T10:15:31.999999Z"));
    assertThat(task.getDispatchDeadlineMillis()).isEqualTo(15_001);
  }

  @Test
  void task_pastScheduleTime_becomesNow() throws Exception {
    assertThat(
            task("http_request { url: \"http://h/\" } schedule_time { seconds: 1 }")
                .getScheduleTime())
        .isEqualTo(NOW_MICROS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "name: 'x'|Task.httpRequest or Task.appEngineHttpRequest is required.",
        "http_request{}|HttpRequest.url is required.",
        "http_request{url:'ftp://x'}" + "|HttpTarget.url must start with 'http://' or 'https://'.",
        "http_request{url:'http://x' http_method:99}"
            + "|HttpRequest.httpMethod must be one of POST, GET, HEAD, PUT, DELETE, PATCH and"
            + " OPTIONS.",
        "http_request{url:'http://x' http_method:GET body:'b'}"
            + "|HttpRequest.body is only allowed with POST, PUT and PATCH, not with GET.",
        "http_request{url:'http://x'} dispatch_deadline{seconds:14}"
            + "|Task.dispatchDeadline must be between [15s, 30m].",
        "http_request{url:'http://x'} dispatch_deadline{seconds:1801}"
            + "|Task.dispatchDeadline must be between [15s, 30m].",
        "http_request{url:'http://x'} dispatch_deadline{seconds:-1}"
            + "|Task.dispatchDeadline must be between [15s, 30m].",
        "http_request{url:'http://x'} dispatch_deadline{seconds:1 nanos:-1}"
            + "|Task.dispatchDeadline must be a duration within +-315576000000s.",
        "http_request{url:'http://x'} schedule_time{seconds:4102444800}"
            + "|The Task.scheduleTime, 2099-12-31T16:00:00-08:00, is too far in the future."
            + " Schedule time must be no more than 720h in the future.",
        "http_request{url:'http://x'} schedule_time{seconds:999999999999}"
            + "|Task.scheduleTime must be a time from 0001-01-01T00:00:00Z to"
            + " 9999-12-31T23:59:59.999999999Z.",
        "http_request{url:'http://x' oidc_token{audience:'a'}}"
            + "|HttpRequest.oidc_token.service_account_email must be set.",
        "http_request{url:'http://x' oauth_token{scope:'s'}}"
            + "|HttpRequest.oauth_token.service_account_email must be set.",
        "app_engine_http_request{relative_uri:'x'}"
            + "|AppEngineHttpRequest.relativeUri must start with '/'.",
        "http_request{url:'http://x'} retry_config{max_attempts:-2}"
            + "|RetryConfig.maxAttempts must be greater or equal to -1."
      },
      quoteCharacter = '`')
  void task_breaksRule_isRefusedInGooglesWords(String task, String message) {
    assertThatThrownBy(() -> task(task)).hasMessage("INVALID_ARGUMENT: " + message);
  }

  @Test
  void task_bodyOverTheLimit_isRefused() {
    String body = "b".repeat(Limits.STRICT.maxTaskBytes());

    assertThatThrownBy(() -> task("http_request{url:'http://x' body:'" + body + "'}"))
        .hasMessage("INVALID_ARGUMENT: Task size too large");
  }

  @Test
  void shown_created_hasDefaultsAndNoBody() throws Exception {
    dev.sluice.v1.Task task =
        task(
            "http_request { url: 'http://h/' body: 'b'"
                + " headers { key: 'user-agent' value: 'mine' } headers { key: 'a' value: '1' } }");

    assertThat(TasksToApi.task(task, Task.View.BASIC))
        .isEqualTo(
            TextFormat.parse(
                """
                name: "projects/p/locations/l/queues/q/tasks/t"
                http_request {
                  url: "http://h/" http_method: POST
                  headers { key: "a" value: "1" }
                  headers { key: "User-Agent" value: "Google-Cloud-Tasks" }
                }
                schedule_time { seconds: 1795342530 nanos: 123456000 }
                create_time { seconds: 1795342530 }
                dispatch_deadline { seconds: 600 }
                view: BASIC
                """,
                Task.class));
  }

  @Test
  void shown_fullView_hasTheBody() throws Exception {
    Task shown =
        TasksToApi.task(task("http_request { url: 'http://h/' body: 'b' }"), Task.View.FULL);

    assertThat(shown.getHttpRequest().getBody().toStringUtf8()).isEqualTo("b");
    assertThat(shown.getView()).isEqualTo(Task.View.FULL);
  }

  @Test
  void shown_attempted_hasCountsAndAttempts() throws Exception {
    Attempt first = new Attempt(at(1), at(2), at(3), 500, "", null);
    Attempt last =
        new Attempt(
            at(4), at(5), at(6), 503, "", ByteBuffer.wrap("x".getBytes(StandardCharsets.UTF_8)));
    TaskView view =
        TaskView.newBuilder()
            .setTask(bytes(task("http_request { url: 'http://h/' }")))
            .setDispatchCount(2)
            .setResponseCount(1)
            .setScheduleTimeMicros(7_000_001)
            .setCreateTimeMicros(1_999_999)
            .setFirstAttempt(bytes(first))
            .setLastAttempt(bytes(last))
            .build();

    Task shown = TasksToApi.task(view, Task.View.BASIC);

    assertThat(shown.getDispatchCount()).isEqualTo(2);
    assertThat(shown.getResponseCount()).isEqualTo(1);
    assertThat(shown.getScheduleTime()).isEqualTo(Times.timestamp(at(7).plusNanos(1000)));
    assertThat(shown.getCreateTime()).isEqualTo(Times.timestamp(at(1)));
    assertThat(shown.getFirstAttempt())
        .isEqualTo(
            TextFormat.parse("dispatch_time{seconds:2}", dev.sluice.v1.admin.tasks.Attempt.class));
    assertThat(shown.getLastAttempt())
        .isEqualTo(
            TextFormat.parse(
                """
                schedule_time { seconds: 4 } dispatch_time { seconds: 5 }
                response_time { seconds: 6 }
                response_status { code: 14 message: "UNAVAILABLE(14): HTTP status code 503" }
                """,
                dev.sluice.v1.admin.tasks.Attempt.class));
  }

  @ParameterizedTest
  @CsvSource({
    "200, 0, OK(0): HTTP status code 200",
    "302, 2, UNKNOWN(2): HTTP status code 302",
    "400, 3, INVALID_ARGUMENT(3): HTTP status code 400",
    "404, 5, NOT_FOUND(5): HTTP status code 404",
    "429, 8, RESOURCE_EXHAUSTED(8): HTTP status code 429",
    "500, 13, INTERNAL(13): HTTP status code 500",
    "504, 4, DEADLINE_EXCEEDED(4): HTTP status code 504"
  })
  void attempt_httpStatus_hasGooglesCode(int httpStatus, int code, String message) {
    var shown = AttemptsToApi.attempt(new Attempt(at(1), at(2), at(3), httpStatus, "", null));

    assertThat(shown.getResponseStatus().getCode()).isEqualTo(code);
    assertThat(shown.getResponseStatus().getMessage()).isEqualTo(message);
  }

  @Test
  void attempt_inFlight_hasNeitherTimeNorStatus() {
    var shown = AttemptsToApi.attempt(new Attempt(at(1), at(2), null, 0, "", null));

    assertThat(List.of(shown.hasResponseTime(), shown.hasResponseStatus())).containsOnly(false);
  }

  @Test
  void attempt_withoutResponse_saysWhatWentWrong() {
    var shown =
        AttemptsToApi.attempt(new Attempt(at(1), at(2), at(3), 0, "connection refused", null));

    assertThat(shown.getResponseStatus().getMessage())
        .isEqualTo("UNAVAILABLE(14): connection refused");
  }

  private static dev.sluice.v1.Task task(String text) throws TextFormat.ParseException {
    return TasksFromApi.task(TextFormat.parse(text, Task.class), NAME, false, NOW, Limits.STRICT);
  }

  private static Instant at(long seconds) {
    return Instant.ofEpochSecond(seconds);
  }

  private static ByteString bytes(org.apache.avro.specific.SpecificRecordBase value) {
    return ByteString.copyFrom(AvroCodec.encode(value));
  }
}
