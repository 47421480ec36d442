package dev.sluice.topology.codec;

import dev.sluice.topology.core.RetryOverride;
import dev.sluice.topology.core.Terms;
import dev.sluice.v1.Task;
import dev.sluice.v1.TaskRetryConfig;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What of a task the scheduler goes by. */
final class TaskTerms {

  private TaskTerms() {}

  static Terms of(Task task) {
    boolean appEngine = task.getAppEngineHttpRequest() != null;
    TaskRetryConfig retry = task.getRetryConfig();
    return !appEngine && retry == null ? Terms.PLAIN : new Terms(appEngine, override(retry));
  }

  private static RetryOverride override(@Nullable TaskRetryConfig retry) {
    return retry == null
        ? RetryOverride.NONE
        : new RetryOverride(
            // As with queues, no attempts at all means "not set".
            Optional.ofNullable(retry.getMaxAttempts()).filter(attempts -> attempts != 0),
            duration(retry.getMaxRetryDurationMillis()),
            duration(retry.getMinBackoffMillis()),
            duration(retry.getMaxBackoffMillis()),
            Optional.ofNullable(retry.getMaxDoublings()));
  }

  private static Optional<Duration> duration(@Nullable Long millis) {
    return Optional.ofNullable(millis).map(Duration::ofMillis);
  }
}
