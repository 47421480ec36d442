package dev.sluice.delivery.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spec section 4.4. */
final class AppEngineHeadersTest {

  private static final String AGENT = "AppEngine-Google; (+http://code.google.com/appengine)";

  private static RequestHeaders.About attempt(
      int dispatchCount, int responseCount, int previousResponse, boolean previousUnanswered) {
    return new RequestHeaders.About(
        "my-queue",
        "my-task",
        dispatchCount,
        99,
        previousResponse,
        responseCount,
        previousUnanswered,
        1_767_225_600_123_456L);
  }

  private static List<String> lines(
      RequestHeaders.About about, Map<String, String> user, boolean hasBody) throws Exception {
    return AppEngineHeaders.of(about, user, hasBody, List.of()).stream()
        .map(header -> header.name() + ": " + header.value())
        .toList();
  }

  @Test
  void firstAttempt_hasNoHeadersOfRetries() throws Exception {
    assertThat(lines(attempt(1, 0, 0, false), Map.of(), false))
        .containsExactly(
            "User-Agent: " + AGENT,
            "X-AppEngine-QueueName: my-queue",
            "X-AppEngine-TaskName: my-task",
            "X-AppEngine-TaskRetryCount: 0",
            "X-AppEngine-TaskExecutionCount: 0",
            "X-AppEngine-TaskETA: 1767225600.123456");
  }

  /** Previous response as the scheduler keeps it: 504 after a timeout. */
  @ParameterizedTest
  @CsvSource({
    "503, false, 503, App Error",
    "500, false, 500, App Error",
    "404, false, 404, App Error",
    "504, false, 504, App Error",
    "504, true,  0,   Instance Unavailable",
    "500, true,  0,   Instance Unavailable",
    "0,   true,  0,   Instance Unavailable",
    "0,   false, 0,   Instance Unavailable"
  })
  void retry_saysWhatWasBefore(int previous, boolean unanswered, int shown, String reason)
      throws Exception {
    assertThat(lines(attempt(4, 2, previous, unanswered), Map.of(), false))
        .contains(
            "X-AppEngine-TaskRetryCount: 3",
            "X-AppEngine-TaskExecutionCount: 2",
            "X-AppEngine-TaskPreviousResponse: " + shown,
            "X-AppEngine-TaskRetryReason: " + reason);
  }

  @Test
  void contentType_withABody_isOctetStreamUnlessGiven() throws Exception {
    assertThat(lines(attempt(1, 0, 0, false), Map.of(), true))
        .contains("Content-Type: application/octet-stream");
    assertThat(lines(attempt(1, 0, 0, false), Map.of("content-type", "text/plain"), true))
        .contains("content-type: text/plain")
        .noneMatch(line -> line.contains("octet-stream"));
  }

  @Test
  void userAgent_ofTheCreator_isKeptInFront() throws Exception {
    assertThat(lines(attempt(1, 0, 0, false), Map.of("user-agent", "mine/1.0"), false))
        .contains("User-Agent: mine/1.0 " + AGENT);
  }

  @Test
  void reservedHeaders_areReplaced_butFailFast() throws Exception {
    assertThat(
            lines(
                attempt(1, 0, 0, false),
                Map.of(
                    "X-AppEngine-TaskName", "forged",
                    "x-appengine-anything", "forged",
                    "X-Google-Real-Ip", "forged",
                    "x-appengine-failfast", "true"),
                false))
        .contains("X-AppEngine-FailFast: true")
        .noneMatch(line -> line.contains("forged"));
  }
}
