package dev.sluice.adminapi.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.util.Durations;
import com.google.protobuf.util.Timestamps;
import dev.sluice.v1.admin.tasks.Queue;
import dev.sluice.v1.admin.tasks.RateLimits;
import dev.sluice.v1.admin.tasks.RetryConfig;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueueFilterTest {

  private static final Queue QUEUE =
      Queue.newBuilder()
          .setName("projects/p/locations/l/queues/Mail")
          .setState(Queue.State.PAUSED)
          .setRateLimits(
              RateLimits.newBuilder()
                  .setMaxDispatchesPerSecond(2.5)
                  .setMaxBurstSize(10)
                  .setMaxConcurrentDispatches(7))
          .setRetryConfig(
              RetryConfig.newBuilder().setMaxAttempts(-1).setMinBackoff(Durations.fromMillis(100)))
          .setPurgeTime(Timestamps.fromSeconds(1_700_000_000))
          .build();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "state: PAUSED",
        "state=paused",
        "state:PAUSED AND rateLimits.maxDispatchesPerSecond > 2",
        "state=PAUSED rate_limits.max_dispatches_per_second<=2.5",
        "state != RUNNING",
        "NOT state=RUNNING",
        "-state=RUNNING",
        "NOT NOT state=PAUSED",
        "name:mail",
        "name = \"projects/p/locations/l/queues/mail\"",
        "state=RUNNING OR state=PAUSED",
        "(state=RUNNING OR state=PAUSED) AND name:MAIL",
        // OR binds more tightly, as in Cloud Logging.
        "state=PAUSED OR name:x AND name:mail",
        "retryConfig.maxAttempts = -1",
        "retryConfig.minBackoff < 1s",
        "retryConfig.minBackoff = \"0.1s\"",
        "purgeTime > 2023-11-14T00:00:00Z",
        "purgeTime:*",
        "retryConfig:*",
        "NOT httpTarget:*",
        "stackdriverLoggingConfig.samplingRatio != 1",
        "rateLimits.maxBurstSize>=10",
        "name=\"a\" OR (state=2)"
      })
  void parse_thatFits_letsThrough(String filter) {
    assertThat(QueueFilter.parse(filter, Queue.getDescriptor()).test(QUEUE)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "state: RUNNING",
        "name:post",
        "rateLimits.maxDispatchesPerSecond > 2.5",
        "state=PAUSED AND name:post",
        "NOT (state=PAUSED OR name:post)",
        "stackdriverLoggingConfig.samplingRatio >= 0",
        "httpTarget.uriOverride.host = x",
        "purgeTime < 2023-11-14T00:00:00Z",
        "name:x AND name:mail OR state=PAUSED"
      })
  void parse_thatDoesNotFit_keepsBack(String filter) {
    assertThat(QueueFilter.parse(filter, Queue.getDescriptor()).test(QUEUE)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "state | it ends too early",
        "state= | it ends too early",
        "colour=red | \"colour\" is no field of a Queue",
        "rateLimits=1 | \"rateLimits\" has no single value",
        "state=~P | regular expressions are not supported",
        "state=SLEEPING | \"SLEEPING\" is no value of \"state\"",
        "retryConfig.minBackoff=soon | \"soon\" is no value of \"retryConfig.minBackoff\"",
        "(state=PAUSED | a ) is missing",
        "state=PAUSED ) | unexpected \")\"",
        "name.x=1 | \"name.x\" is no field of a Queue",
        "\"unclosed | is not understood",
        "httpTarget.headerOverrides.header.key=a | is no field of a Queue",
        "AND | it ends too early"
      })
  void parse_thatIsNone_isRefused(String filter, String says) {
    assertThatThrownBy(() -> QueueFilter.parse(filter, Queue.getDescriptor()))
        .hasMessageStartingWith("INVALID_ARGUMENT: filter: ")
        .hasMessageContaining(says);
  }

  @ParameterizedTest
  @ValueSource(ints = {60, 3_000})
  void parse_deep_isRefusedAndNoFault(int depth) {
    String filter = "(".repeat(depth) + "state=PAUSED" + ")".repeat(depth);

    assertThatThrownBy(() -> QueueFilter.parse(filter, Queue.getDescriptor()))
        .hasMessageStartingWith("INVALID_ARGUMENT: filter: nested more than");
  }
}
