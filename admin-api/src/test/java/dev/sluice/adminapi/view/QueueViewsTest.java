package dev.sluice.adminapi.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Duration;
import com.google.protobuf.FieldMask;
import com.google.protobuf.TextFormat;
import com.google.protobuf.util.Durations;
import dev.sluice.schemas.Limits;
import dev.sluice.schemas.QueueDefaults;
import dev.sluice.v1.QueueConfig;
import dev.sluice.v1.QueueState;
import dev.sluice.v1.admin.tasks.Queue;
import dev.sluice.v1.admin.tasks.RateLimits;
import dev.sluice.v1.admin.tasks.RetryConfig;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueViewsTest {

  @Test
  void config_nothingSet_isTheDefaults() {
    assertThat(QueuesFromApi.config(Queue.getDefaultInstance())).isEqualTo(QueueDefaults.config());
  }

  @Test
  void config_everythingSet_isTaken() {
    Queue asked =
        Queue.newBuilder()
            .setRateLimits(
                RateLimits.newBuilder()
                    .setMaxDispatchesPerSecond(100)
                    .setMaxBurstSize(-7)
                    .setMaxConcurrentDispatches(8))
            .setRetryConfig(
                RetryConfig.newBuilder()
                    .setMaxAttempts(-1)
                    .setMaxRetryDuration(Durations.fromSeconds(90))
                    .setMinBackoff(Durations.fromMillis(250))
                    .setMaxBackoff(Durations.fromSeconds(60))
                    .setMaxDoublings(3))
            .build();

    QueueConfig config = QueuesFromApi.config(asked);

    assertThat(config)
        .isEqualTo(
            QueueConfig.newBuilder()
                .setMaxDispatchesPerSecond(100)
                .setMaxBurstSize(20)
                .setMaxConcurrentDispatches(8)
                .setMaxAttempts(-1)
                .setMaxRetryDurationMillis(90_000)
                .setMinBackoffMillis(250)
                .setMaxBackoffMillis(60_000)
                .setMaxDoublings(3)
                .build());
  }

  @Test
  void config_zeroDoublings_areMeantOnlyWhenTheMaskNamesThem() {
    FieldMask doublings = FieldMask.newBuilder().addPaths("retry_config.max_doublings").build();

    assertThat(QueuesFromApi.config(Queue.getDefaultInstance()).getMaxDoublings()).isEqualTo(16);
    assertThat(
            QueuesFromApi.config(Queue.getDefaultInstance(), QueueMask.of(doublings))
                .getMaxDoublings())
        .isZero();
  }

  @Test
  void config_zeroBackoff_isMeant() {
    Queue asked =
        Queue.newBuilder()
            .setRetryConfig(RetryConfig.newBuilder().setMinBackoff(Duration.getDefaultInstance()))
            .build();

    assertThat(QueuesFromApi.config(asked).getMinBackoffMillis()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rate_limits{max_dispatches_per_second:-1}"
            + "|RateLimits.maxDispatchesPerSecond cannot be negative.",
        "rate_limits{max_dispatches_per_second:501}"
            + "|RateLimits.maxDispatchesPerSecond must be less than or equal to 500.",
        "rate_limits{max_concurrent_dispatches:-1}"
            + "|RateLimits.maxConcurrentDispatches cannot be negative.",
        "rate_limits{max_concurrent_dispatches:5001}"
            + "|RateLimits.maxConcurrentDispatches must be less than or equal to 5000.",
        "retry_config{max_attempts:-2}"
            + "|RetryConfig.maxAttempts must be greater or equal to -1.",
        "retry_config{max_doublings:-1}|RetryConfig.maxDoublings cannot be negative.",
        "retry_config{min_backoff{seconds:-1}}|RetryConfig.minBackoff cannot be negative.",
        "retry_config{min_backoff{seconds:9} max_backoff{seconds:8}}"
            + "|RetryConfig.minBackoff must be less than or equal to RetryConfig.maxBackoff.",
        "retry_config{min_backoff{seconds:1 nanos:-1}}"
            + "|RetryConfig.minBackoff must be a duration within +-315576000000s."
      })
  void check_outOfRange_isRefusedInGooglesWords(String queue, String message) throws Exception {
    Queue asked = TextFormat.parse(queue, Queue.class);

    assertThatThrownBy(() -> QueuesFromApi.check(QueuesFromApi.config(asked), Limits.STRICT))
        .hasMessage("INVALID_ARGUMENT: " + message);
  }

  @Test
  void burst_isMeasuredByTheRateThatTheQueueHas() {
    QueueConfig fast = QueueDefaults.config();
    fast.setMaxDispatchesPerSecond(100_000);
    var asked =
        dev.sluice.v1.admin.beta.Queue.newBuilder()
            .setRateLimits(dev.sluice.v1.admin.beta.RateLimits.newBuilder().setMaxBurstSize(1_000))
            .build();
    QueueMask mask =
        QueueMask.ofBeta(FieldMask.newBuilder().addPaths("rateLimits.maxBurstSize").build());

    QueueConfig merged = mask.merge(fast, BetaQueues.config(asked, mask));

    assertThat(merged.getMaxBurstSize()).isEqualTo(1_000);
    QueuesFromApi.check(merged, Limits.WIDE);
    merged.setMaxBurstSize(20_001);
    assertThatThrownBy(() -> QueuesFromApi.check(merged, Limits.WIDE))
        .hasMessageContaining("RateLimits.maxBurstSize must be less than or equal to 20000.");
  }

  @Test
  void queue_defaults_areShownAsGoogleShowsThem() throws Exception {
    dev.sluice.v1.Queue queue =
        new dev.sluice.v1.Queue(
            "projects/p/locations/l/queues/q",
            QueueDefaults.config(),
            QueueState.PAUSED,
            Instant.EPOCH,
            Instant.parse("2026-11-22T10:00:00.000001Z"));

    assertThat(QueuesToApi.queue(queue))
        .isEqualTo(
            TextFormat.parse(
                """
                name: "projects/p/locations/l/queues/q"
                rate_limits {
                  max_dispatches_per_second: 500 max_burst_size: 100 max_concurrent_dispatches: 1000
                }
                retry_config {
                  max_attempts: 100 min_backoff { nanos: 100000000 } max_backoff { seconds: 3600 }
                  max_doublings: 16
                }
                state: PAUSED
                purge_time { seconds: 1795341600 nanos: 1000 }
                """,
                Queue.class));
  }

  @Test
  void queue_setFields_comeBack() throws Exception {
    Queue asked =
        TextFormat.parse(
            """
            rate_limits {
              max_dispatches_per_second: 0.5 max_burst_size: 10 max_concurrent_dispatches: 7
            }
            retry_config {
              max_attempts: 5 max_retry_duration { seconds: 4 } min_backoff { seconds: 1 }
              max_backoff { seconds: 2 } max_doublings: 1
            }
            stackdriver_logging_config { sampling_ratio: 0.25 }
            state: RUNNING
            """,
            Queue.class);
    dev.sluice.v1.Queue queue =
        new dev.sluice.v1.Queue(
            "", QueuesFromApi.config(asked), QueueState.RUNNING, Instant.EPOCH, null);

    assertThat(QueuesToApi.queue(queue)).isEqualTo(asked);
  }
}
