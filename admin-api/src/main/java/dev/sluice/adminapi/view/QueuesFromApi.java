package dev.sluice.adminapi.view;

import dev.sluice.adminapi.call.Refusals;
import dev.sluice.schemas.Limits;
import dev.sluice.schemas.QueueDefaults;
import dev.sluice.schemas.QueueRules;
import dev.sluice.v1.QueueConfig;
import dev.sluice.v1.admin.tasks.Queue;
import dev.sluice.v1.admin.tasks.RateLimits;
import dev.sluice.v1.admin.tasks.RetryConfig;
import dev.sluice.v1.admin.tasks.SluiceSettings;
import java.util.List;

/**
 * Queues as callers ask for them to configurations. Numbers have no presence on Google's wire, so
 * zero means "not set" and becomes the default, unless an update's mask names the field.
 */
public final class QueuesFromApi {

  private static final int MAX_STRICT_BURST = 500;

  private QueuesFromApi() {}

  /**
   * Returns the whole configuration of a queue to create; unchecked.
   *
   * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT for what this server cannot do
   */
  public static QueueConfig config(Queue asked) {
    return config(asked, QueueMask.EVERYTHING);
  }

  /**
   * Returns the whole configuration that an update asks for; unchecked.
   *
   * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT for what this server cannot do
   */
  public static QueueConfig config(Queue asked, QueueMask mask) {
    QueueConfig config = QueueDefaults.config();
    setRates(config, asked.getRateLimits());
    setRetries(config, asked.getRetryConfig(), mask);
    config.setSamplingRatio(asked.getStackdriverLoggingConfig().getSamplingRatio());
    config.setHttpTarget(
        asked.hasHttpTarget() ? TargetsFromApi.target(asked.getHttpTarget()) : null);
    config.setAppEngineRoutingOverride(
        asked.hasAppEngineRoutingOverride()
            ? TargetsFromApi.routing(asked.getAppEngineRoutingOverride())
            : null);
    setSluice(config, asked.getSluice());
    QueueConfig filled = QueueDefaults.filled(config);
    if (!mask.fields().contains("maxDispatchesPerSecond")) {
      filled.setMaxBurstSize(0); // To be derived from the rate that the queue has.
    }
    return filled;
  }

  private static void setSluice(QueueConfig config, SluiceSettings asked) {
    if (asked.hasTargetProtection()) {
      config.setTargetProtection(asked.getTargetProtection());
    }
    config.setSlowStartMillis(Times.millis(asked.getSlowStart(), "Queue.sluice.slowStart"));
    config.setSigningSecrets(List.copyOf(asked.getSigningSecretsList()));
    config.setMaxPendingTasks(asked.getMaxPendingTasks());
    config.setMaxPendingBytes(asked.getMaxPendingBytes());
  }

  /**
   * Checks the configuration that a queue is to have.
   *
   * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT with Google's text
   */
  public static void check(QueueConfig config, Limits limits) {
    int largestBurst =
        Math.max(MAX_STRICT_BURST, QueueDefaults.burst(config.getMaxDispatchesPerSecond()));
    if (config.getMaxBurstSize() > largestBurst) {
      throw Refusals.invalid(
          "RateLimits.maxBurstSize must be less than or equal to " + largestBurst + ".");
    }
    QueueRules.violation(config, limits)
        .ifPresent(message -> {
          throw Refusals.invalid(message);
        });
  }

  private static void setRates(QueueConfig config, RateLimits rates) {
    // The burst size is output only in v2: what callers send is ignored (spec section 1.5).
    config.setMaxDispatchesPerSecond(rates.getMaxDispatchesPerSecond());
    config.setMaxConcurrentDispatches(rates.getMaxConcurrentDispatches());
  }

  private static void setRetries(QueueConfig config, RetryConfig retries, QueueMask mask) {
    config.setMaxAttempts(retries.getMaxAttempts());
    if (retries.hasMaxRetryDuration()) {
      config.setMaxRetryDurationMillis(
          Times.millis(retries.getMaxRetryDuration(), "RetryConfig.maxRetryDuration"));
    }
    if (retries.hasMinBackoff()) {
      config.setMinBackoffMillis(Times.millis(retries.getMinBackoff(), "RetryConfig.minBackoff"));
    }
    if (retries.hasMaxBackoff()) {
      config.setMaxBackoffMillis(Times.millis(retries.getMaxBackoff(), "RetryConfig.maxBackoff"));
    }
    if (retries.getMaxDoublings() != 0 || mask.namesMaxDoublings()) {
      config.setMaxDoublings(retries.getMaxDoublings());
    }
  }
}
