package dev.sluice.delivery.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RequestHeadersTest {

  private static final long DUE_MICROS = 1_767_225_600_123_456L;

  @Test
  void of_firstAttempt_hasNoHeadersOfRetries() throws Exception {
    assertThat(lines(attempt(1, 0, 0, DUE_MICROS), Map.of()))
        .containsExactly(
            "User-Agent: Google-Cloud-Tasks",
            "X-CloudTasks-QueueName: my-queue",
            "X-CloudTasks-TaskName: my-task",
            "X-CloudTasks-TaskRetryCount: 0",
            "X-CloudTasks-TaskExecutionCount: 0",
            "X-CloudTasks-TaskETA: 1767225600.123456");
  }

  @Test
  void of_retry_hasThePreviousResponseAndAnEmptyReason() throws Exception {
    assertThat(lines(attempt(3, 1, 503, DUE_MICROS), Map.of()))
        .contains(
            "X-CloudTasks-TaskRetryCount: 2",
            "X-CloudTasks-TaskExecutionCount: 1",
            "X-CloudTasks-TaskPreviousResponse: 503",
            "X-CloudTasks-TaskRetryReason: ");
  }

  @Test
  void of_retryAfterNoResponse_hasNoPreviousResponse() throws Exception {
    assertThat(lines(attempt(2, 0, 0, DUE_MICROS), Map.of()))
        .contains("X-CloudTasks-TaskRetryReason: ")
        .noneMatch(line -> line.startsWith("X-CloudTasks-TaskPreviousResponse"));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.000000",
    "1, 0.000001",
    "1767225600000000, 1767225600.000000",
    "1767225600999999, 1767225600.999999"
  })
  void of_scheduleTime_isSecondsWithSixDecimals(long micros, String eta) throws Exception {
    assertThat(lines(attempt(1, 0, 0, micros), Map.of())).contains("X-CloudTasks-TaskETA: " + eta);
  }

  @Test
  void of_userHeaders_areKeptAsSpeltAndInOrder() throws Exception {
    Map<String, String> user = new LinkedHashMap<>();
    user.put("x-lOWer-UPPER", "1");
    user.put("Content-Type", "application/json; charset=utf-8");
    user.put("Authorization", "Bearer mine");
    user.put("X-Umlaut", "\u00e4");

    assertThat(lines(attempt(1, 0, 0, DUE_MICROS), user))
        .startsWith(
            "x-lOWer-UPPER: 1",
            "Content-Type: application/json; charset=utf-8",
            "Authorization: Bearer mine",
            "X-Umlaut: \u00e4");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host",
        "hOST",
        "Content-Length",
        "user-agent",
        "X-Google-Anything",
        "x-appengine-queuename",
        "X-CloudTasks-QueueName",
        "x-cloudtasks-taskretrycount",
        "X-CLOUDTASKS-NEW",
        "Transfer-Encoding",
        "Connection",
        "Upgrade",
        "TE",
        "Expect",
        "eXPECT"
      })
  void of_reservedHeader_isReplaced(String name) throws Exception {
    assertThat(lines(attempt(1, 0, 0, DUE_MICROS), Map.of(name, "forged")))
        .hasSize(6)
        .noneMatch(line -> line.contains("forged"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a:b", "a\nb", "\u00e4"})
  void of_badName_isRefused(String name) {
    assertThatThrownBy(() -> lines(attempt(1, 0, 0, DUE_MICROS), Map.of(name, "x")))
        .isInstanceOf(RequestRefusedException.class)
        .hasMessageContaining("header name: ")
        .hasMessageContaining("(expected: ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nX-CloudTasks-TaskName: forged", "a\nb", "\0"})
  void of_valueWithControlCharacters_isRefused(String value) {
    assertThatThrownBy(() -> lines(attempt(1, 0, 0, DUE_MICROS), Map.of("X-A", value)))
        .isInstanceOf(RequestRefusedException.class)
        .hasMessage("header X-A: has a control character (expected: none)");
  }

  @Test
  void of_ownHeaders_replaceTheCreators() throws Exception {
    Map<String, String> user = Map.of("authorization", "Bearer mine");
    List<RequestHeaders.Header> own =
        List.of(new RequestHeaders.Header("Authorization", "Bearer ours"));

    assertThat(RequestHeaders.of(attempt(1, 0, 0, DUE_MICROS), user, own))
        .endsWith(own.getFirst())
        .noneMatch(header -> header.value().equals("Bearer mine"));
  }

  private static List<String> lines(RequestHeaders.About about, Map<String, String> user)
      throws RequestRefusedException {
    return RequestHeaders.of(about, user, List.of()).stream()
        .map(header -> header.name() + ": " + header.value())
        .toList();
  }

  private static RequestHeaders.About attempt(
      int dispatchCount, int executionCount, int previousResponse, long dueMicros) {
    return new RequestHeaders.About(
        "my-queue",
        "my-task",
        dispatchCount,
        executionCount,
        previousResponse,
        0,
        false,
        dueMicros);
  }
}
