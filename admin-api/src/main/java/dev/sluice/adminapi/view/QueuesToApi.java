package dev.sluice.adminapi.view;

import dev.sluice.v1.QueueConfig;
import dev.sluice.v1.QueueState;
import dev.sluice.v1.admin.tasks.Queue;
import dev.sluice.v1.admin.tasks.RateLimits;
import dev.sluice.v1.admin.tasks.RetryConfig;
import dev.sluice.v1.admin.tasks.SluiceSettings;
import dev.sluice.v1.admin.tasks.StackdriverLoggingConfig;

/** Queues as they are kept to what callers see (spec section 2.1). */
public final class QueuesToApi {

  private static final String HIDDEN = "***";

  private QueuesToApi() {}

  /** Shows a queue. */
  public static Queue queue(dev.sluice.v1.Queue queue) {
    QueueConfig config = queue.getConfig();
    Queue.Builder shown =
        Queue.newBuilder()
            .setName(queue.getName())
            .setRateLimits(
                RateLimits.newBuilder()
                    .setMaxDispatchesPerSecond(config.getMaxDispatchesPerSecond())
                    .setMaxBurstSize(config.getMaxBurstSize())
                    .setMaxConcurrentDispatches(config.getMaxConcurrentDispatches()))
            .setRetryConfig(retryConfig(config))
            .setState(state(queue.getState()));
    if (queue.getPurgeTime() != null) {
      shown.setPurgeTime(Times.timestamp(queue.getPurgeTime()));
    }
    if (config.getSamplingRatio() != 0) {
      shown.setStackdriverLoggingConfig(
          StackdriverLoggingConfig.newBuilder().setSamplingRatio(config.getSamplingRatio()));
    }
    if (config.getHttpTarget() != null) {
      shown.setHttpTarget(TargetsToApi.target(config.getHttpTarget()));
    }
    if (config.getAppEngineRoutingOverride() != null) {
      shown.setAppEngineRoutingOverride(TargetsToApi.routing(config.getAppEngineRoutingOverride()));
    }
    SluiceSettings sluice = sluice(config);
    if (!sluice.equals(SluiceSettings.getDefaultInstance())) {
      shown.setSluice(sluice);
    }
    return shown.build();
  }

  private static SluiceSettings sluice(QueueConfig config) {
    SluiceSettings.Builder shown = SluiceSettings.newBuilder();
    if (!config.getTargetProtection()) {
      shown.setTargetProtection(false);
    }
    if (config.getSlowStartMillis() != 0) {
      shown.setSlowStart(Times.duration(config.getSlowStartMillis()));
    }
    shown.setMaxPendingTasks(config.getMaxPendingTasks());
    shown.setMaxPendingBytes(config.getMaxPendingBytes());
    for (String secret : config.getSigningSecrets()) {
      shown.addSigningSecrets(secret.substring(0, secret.indexOf('_') + 1) + HIDDEN);
    }
    return shown.build();
  }

  private static RetryConfig retryConfig(QueueConfig config) {
    RetryConfig.Builder shown =
        RetryConfig.newBuilder()
            .setMaxAttempts(config.getMaxAttempts())
            .setMinBackoff(Times.duration(config.getMinBackoffMillis()))
            .setMaxBackoff(Times.duration(config.getMaxBackoffMillis()))
            .setMaxDoublings(config.getMaxDoublings());
    if (config.getMaxRetryDurationMillis() != 0) {
      shown.setMaxRetryDuration(Times.duration(config.getMaxRetryDurationMillis()));
    }
    return shown.build();
  }

  private static Queue.State state(QueueState state) {
    return switch (state) {
      case RUNNING -> Queue.State.RUNNING;
      case PAUSED -> Queue.State.PAUSED;
      case DISABLED -> Queue.State.DISABLED;
    };
  }
}
