package dev.sluice.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.v1.AppEngineHttpRequest;
import dev.sluice.v1.HttpMethod;
import dev.sluice.v1.HttpRequest;
import dev.sluice.v1.OAuthToken;
import dev.sluice.v1.OidcToken;
import dev.sluice.v1.Task;
import dev.sluice.v1.TaskRetryConfig;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TaskRulesTest {

  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.com",
        "https://example.com",
        "HTTPS://Example.com/",
        "http://127.0.0.1:8080/a?b=c#d",
        "http://[::1]:8080/",
        "http://user:secret@example.com/",
        "http://example.com:/",
        "http://example.com/%zz",
        "http://example.com?q",
        "http://exämple.com/ü?x=a b|c",
        "http://under_score.example.com/"
      })
  void url_legal_passes(String url) {
    assertThat(ofUrl(url)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''                        | HttpRequest.url is required.
          example.com               | HttpTarget.url must start with 'http://' or 'https://'.
          ftp://example.com         | HttpTarget.url must start with 'http://' or 'https://'.
          http:/example.com         | HttpTarget.url must start with 'http://' or 'https://'.
          ' http://example.com'     | HttpTarget.url must start with 'http://' or 'https://'.
          http://                   | HttpRequest.url must name a host.
          http:///path              | HttpRequest.url must name a host.
          http://?q                 | HttpRequest.url must name a host.
          http://:80/               | HttpRequest.url must name a host.
          http://user@/             | HttpRequest.url must name a host.
          http://exa mple.com/      | HttpRequest.url must name a host.
          http://example.com:x/     | HttpRequest.url must have a port between 1 and 65535, or none.
          http://example.com:0/     | HttpRequest.url must have a port between 1 and 65535, or none.
          http://example.com:65536/ | HttpRequest.url must have a port between 1 and 65535, or none.
          http://e.com:999999999999 | HttpRequest.url must have a port between 1 and 65535, or none.
          http://h/a/../b  | HttpRequest.url must not have . or .. segments, or backslashes, in its path.
          http://h/%2e%2E  | HttpRequest.url must not have . or .. segments, or backslashes, in its path.
          http://h/./a?q   | HttpRequest.url must not have . or .. segments, or backslashes, in its path.
          http://h\\a       | HttpRequest.url must not have . or .. segments, or backslashes, in its path.
          """)
  void url_illegal_refused(String url, String message) {
    assertThat(ofUrl(url)).contains(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.com/\n",
        "http://exa\rmple.com",
        "http://e.com/\u0000",
        "http://e.com/\u007f"
      })
  void url_controlCharacters_refused(String url) {
    assertThat(ofUrl(url)).contains("HttpRequest.url must not contain control characters.");
  }

  @Test
  void url_2083CharactersAfterEncoding_isTheLongest() {
    String start = "http://example.com/";
    String tooLong = "HttpRequest.url must be at most 2083 characters long after encoding.";
    int left = 2083 - start.length();

    assertThat(ofUrl(start + "x".repeat(left))).isEmpty();
    assertThat(ofUrl(start + "x".repeat(left + 1))).contains(tooLong);
    assertThat(ofUrl(start + "x".repeat(left - 3) + " ")).isEmpty();
    assertThat(ofUrl(start + "x".repeat(left - 2) + " ")).contains(tooLong);
    assertThat(ofUrl(start + "x".repeat(left - 6) + "ü")).isEmpty();
    assertThat(ofUrl(start + "x".repeat(left - 5) + "ü")).contains(tooLong);
    assertThat(ofUrl(start + "x".repeat(left - 9) + "€")).isEmpty();
    assertThat(ofUrl(start + "x".repeat(left - 8) + "€")).contains(tooLong);
    assertThat(ofUrl(start + "x".repeat(left - 12) + "😀")).isEmpty();
    assertThat(ofUrl(start + "x".repeat(left - 11) + "😀")).contains(tooLong);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:b", "a\n", "ü", "(a)", "a\u0000"})
  void headerName_notAToken_refused(String name) {
    assertThat(ofHeaders(Map.of(name, "v")))
        .hasValueSatisfying(message ->
            assertThat(message)
                .startsWith("HttpRequest.headers: \"")
                .contains("is not a header name"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nX-Evil: 1", "a\n", "\r", "\u0000", "\u007f", "\u001b"})
  void headerValue_controlCharacters_refused(String value) {
    assertThat(ofHeaders(Map.of("X-A", value)))
        .contains(
            "HttpRequest.headers: the value of \"X-A\" must not contain control characters, such"
                + " as line breaks.");
  }

  @Test
  void headers_legal_pass() {
    assertThat(ofHeaders(Map.of("X-Tab", "a\tb", "x_!#$%&'*+-.^`|~", "ünïcode", "E", "")))
        .isEmpty();
  }

  @Test
  void headers_80KbInAll_areTooMany() {
    String tooLarge = "HttpRequest.headers must be less than 80 KB in total.";

    assertThat(ofHeaders(Map.of("A", "x".repeat(40_000), "B", "x".repeat(81_920 - 40_003))))
        .isEmpty();
    assertThat(ofHeaders(Map.of("A", "x".repeat(40_000), "B", "x".repeat(81_920 - 40_002))))
        .contains(tooLarge);
    assertThat(ofHeaders(Map.of("A", "ü".repeat(40_960)))).contains(tooLarge);
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpMethod.class,
      names = {"POST", "PUT", "PATCH"})
  void body_whereAllowed_passes(HttpMethod method) {
    assertThat(ofBody(method, "x")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(
      value = HttpMethod.class,
      names = {"GET", "HEAD", "DELETE", "OPTIONS"})
  void body_elsewhere_refusedUnlessEmpty(HttpMethod method) {
    assertThat(ofBody(method, "x"))
        .contains(
            "HttpRequest.body is only allowed with POST, PUT and PATCH, not with " + method + ".");
    assertThat(ofBody(method, "")).isEmpty();
  }

  @Test
  void tokens_both_refused() {
    OAuthToken oauth = new OAuthToken("me", "");
    OidcToken oidc = new OidcToken("me", "");

    assertThat(violation(SampleRecords.request().setOauthToken(oauth).build())).isEmpty();
    assertThat(violation(SampleRecords.request().setOidcToken(oidc).build())).isEmpty();
    assertThat(violation(SampleRecords.request().setOauthToken(oauth).setOidcToken(oidc).build()))
        .contains("HttpRequest: only one of oauthToken and oidcToken may be set.");
  }

  @Test
  void tokens_withoutEmail_refused() {
    assertThat(violation(SampleRecords.request().setOidcToken(new OidcToken("", "a")).build()))
        .contains("HttpRequest.oidc_token.service_account_email must be set.");
    assertThat(violation(SampleRecords.request().setOauthToken(new OAuthToken("", "a")).build()))
        .contains("HttpRequest.oauth_token.service_account_email must be set.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/", "/a?b=c#d", "//host/x", "/ü%zz"})
  void relativeUri_legal_passes(String uri) {
    assertThat(ofRelativeUri(uri)).isEmpty();
  }

  @Test
  void relativeUri_illegal_refused() {
    assertThat(ofRelativeUri("a"))
        .contains("AppEngineHttpRequest.relativeUri must start with '/'.");
    for (String uri : new String[] {"/a b", "/a\r\nb"}) {
      assertThat(ofRelativeUri(uri))
          .contains(
              "AppEngineHttpRequest.relativeUri must not contain spaces or control characters.");
    }
    assertThat(ofRelativeUri("/" + "x".repeat(2082))).isEmpty();
    assertThat(ofRelativeUri("/" + "x".repeat(2083)))
        .contains("AppEngineHttpRequest.relativeUri must be at most 2083 characters long.");
  }

  @ParameterizedTest
  @EnumSource(HttpMethod.class)
  void appEngineBody_onlyWithPostAndPut(HttpMethod method) {
    Task task =
        ofAppEngine(
            AppEngineHttpRequest.newBuilder()
                .setMethod(method)
                .setBody(ByteBuffer.wrap(new byte[1]))
                .build());

    if (method == HttpMethod.POST || method == HttpMethod.PUT) {
      assertThat(violation(task)).isEmpty();
    } else {
      assertThat(violation(task))
          .contains(
              "AppEngineHttpRequest.body is only allowed with POST and PUT, not with "
                  + method
                  + ".");
    }
  }

  @Test
  void requests_two_refused() {
    Task both = SampleRecords.appEngineTask();
    both.setHttpRequest(SampleRecords.request().build());

    assertThat(violation(both))
        .contains("Task: only one of httpRequest and appEngineHttpRequest may be set.");
    assertThat(violation(SampleRecords.appEngineTask())).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"14999, false", "15000, true", "86415000, true", "86415001, false", "0, true"})
  void appEngineDeadline_outOfRange_refused(long millis, boolean passes) {
    Task task = SampleRecords.appEngineTask();
    task.setDispatchDeadlineMillis(millis);

    assertThat(violation(task))
        .isEqualTo(
            passes
                ? Optional.empty()
                : Optional.of("Task.dispatchDeadline must be between [15s, 24h15s]."));
  }

  @Test
  void retryConfig_illegal_refused() {
    assertThat(ofRetry(new TaskRetryConfig(-1, 0L, 5L, null, 0))).isEmpty();
    assertThat(ofRetry(new TaskRetryConfig(null, null, null, null, null))).isEmpty();
    assertThat(ofRetry(new TaskRetryConfig(-2, null, null, null, null)))
        .contains("RetryConfig.maxAttempts must be greater or equal to -1.");
    assertThat(ofRetry(new TaskRetryConfig(null, null, 2L, 1L, null)))
        .contains("RetryConfig.minBackoff must be less than or equal to RetryConfig.maxBackoff.");
    assertThat(ofRetry(new TaskRetryConfig(null, -1L, null, null, null)))
        .contains("RetryConfig.maxRetryDuration cannot be negative.");
    assertThat(ofRetry(new TaskRetryConfig(null, null, null, null, -1)))
        .contains("RetryConfig.maxDoublings cannot be negative.");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 15_000, 600_000, 1_800_000})
  void deadline_inRange_passes(long millis) {
    Task task = SampleRecords.task().setDispatchDeadlineMillis(millis).build();

    assertThat(violation(task)).isEmpty();
    assertThat(TaskRules.dispatchDeadline(task))
        .isEqualTo(Duration.ofMillis(millis == 0 ? 600_000 : millis));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 14_999, 1_800_001, -1, -15_000, Long.MAX_VALUE, Long.MIN_VALUE})
  void deadline_outOfRange_refused(long millis) {
    assertThat(violation(SampleRecords.task().setDispatchDeadlineMillis(millis).build()))
        .contains("Task.dispatchDeadline must be between [15s, 30m].");
  }

  @Test
  void schedule_atTheHorizonOrPast_passes() {
    assertThat(ofSchedule(NOW.plus(Limits.WIDE.scheduleHorizon()), Limits.WIDE)).isEmpty();
    assertThat(ofSchedule(NOW.plus(Duration.ofDays(30)), Limits.STRICT)).isEmpty();
    assertThat(ofSchedule(Instant.EPOCH, Limits.STRICT)).isEmpty();
    assertThat(ofSchedule(Instant.parse("-9999-01-01T00:00:00Z"), Limits.STRICT)).isEmpty();
  }

  @Test
  void schedule_tooFar_refusedAsRecorded() {
    assertThat(ofSchedule(Instant.parse("2100-01-01T00:00:00Z"), Limits.STRICT))
        .contains(
            "The Task.scheduleTime, 2099-12-31T16:00:00-08:00, is too far in the future. Schedule"
                + " time must be no more than 720h in the future.");
    assertThat(ofSchedule(Instant.parse("2100-07-01T00:00:00.5Z"), Limits.WIDE))
        .contains(
            "The Task.scheduleTime, 2100-06-30T17:00:00-07:00, is too far in the future. Schedule"
                + " time must be no more than 87600h in the future.");
    assertThat(ofSchedule(NOW.plus(Duration.ofDays(30)).plusNanos(1_000), Limits.STRICT))
        .isPresent();
  }

  @Test
  void schedule_farthestThatARecordHolds_refused() {
    Instant farthest = Instant.EPOCH.plusSeconds(Long.MAX_VALUE / 1_000_000);
    assertThat(ofSchedule(farthest, Limits.WIDE))
        .hasValueSatisfying(message -> assertThat(message).contains("is too far in the future"));
  }

  @Test
  void size_overTheLimit_refused() {
    Task task = SampleRecords.task().build();
    int size = AvroCodec.encode(task).length;

    assertThat(TaskRules.violation(task, limits(size), NOW)).isEmpty();
    assertThat(TaskRules.violation(task, limits(size - 1), NOW)).contains("Task size too large");
  }

  @Test
  void size_bodyOfTwoMebibytes_isTooLargeByDefault() {
    assertThat(
            violation(
                SampleRecords.request().setBody(ByteBuffer.allocate(2 * 1024 * 1024)).build()))
        .contains("Task size too large");
    assertThat(
            violation(
                SampleRecords.request()
                    .setBody(ByteBuffer.allocate(2 * 1024 * 1024 - 200))
                    .build()))
        .isEmpty();
  }

  @Test
  void name_malformed_refusedInGooglesWords() {
    assertThat(violation(SampleRecords.task().setName("t").build()))
        .hasValueSatisfying(
            message -> assertThat(message).startsWith("Task name must be formatted: "));
    assertThat(violation(SampleRecords.task().setName(SampleRecords.QUEUE + "/tasks/a.b").build()))
        .hasValueSatisfying(message -> assertThat(message).startsWith("Task ID \"a.b\" can "));
    assertThat(violation(SampleRecords.task().setName(SampleRecords.TASK).build())).isEmpty();
  }

  private static Limits limits(int maxTaskBytes) {
    return new Limits(maxTaskBytes, Duration.ofDays(1), 1, 1);
  }

  private static Optional<String> ofUrl(String url) {
    return violation(SampleRecords.request().setUrl(url).build());
  }

  private static Optional<String> ofHeaders(Map<String, String> headers) {
    return violation(SampleRecords.request().setHeaders(headers).build());
  }

  private static Optional<String> ofRelativeUri(String uri) {
    return violation(ofAppEngine(AppEngineHttpRequest.newBuilder().setRelativeUri(uri).build()));
  }

  private static Task ofAppEngine(AppEngineHttpRequest request) {
    return Task.newBuilder(SampleRecords.appEngineTask()).setAppEngineHttpRequest(request).build();
  }

  private static Optional<String> ofRetry(TaskRetryConfig retry) {
    return violation(SampleRecords.task().setRetryConfig(retry).build());
  }

  private static Optional<String> ofBody(HttpMethod method, String body) {
    return violation(
        SampleRecords.request()
            .setMethod(method)
            .setBody(ByteBuffer.wrap(new byte[body.length()]))
            .build());
  }

  private static Optional<String> ofSchedule(Instant time, Limits limits) {
    Task task = SampleRecords.task().setScheduleTime(time).build();
    return TaskRules.violation(task, limits, NOW);
  }

  private static Optional<String> violation(HttpRequest request) {
    return violation(SampleRecords.task().setHttpRequest(request).build());
  }

  private static Optional<String> violation(Task task) {
    return TaskRules.violation(task, Limits.WIDE, NOW);
  }
}
