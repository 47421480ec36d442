package dev.sluice.schemas;

import dev.sluice.v1.QueueConfig;
import dev.sluice.v1.QueueTarget;

/** What holds for a queue where its creator said nothing (spec section 2.1). */
public final class QueueDefaults {

  private static final int MIN_BURST = 10;

  private QueueDefaults() {}

  /** Returns the configuration of a queue whose creator set nothing; the caller may change it. */
  public static QueueConfig config() {
    return QueueConfig.newBuilder().build();
  }

  /**
   * Returns a copy in which zero has become the default where it means "not set" (rate,
   * concurrency, attempts, task lifetime) and the burst is derived from the rate. Backoffs,
   * doublings, the retry duration, the tombstones' lifetime and the sampling ratio are taken as
   * they are, since zero is a value there: start from {@link #config}.
   */
  public static QueueConfig filled(QueueConfig config) {
    QueueConfig defaults = config();
    QueueConfig filled = QueueConfig.newBuilder(config).build();
    if (config.getMaxDispatchesPerSecond() == 0) {
      filled.setMaxDispatchesPerSecond(defaults.getMaxDispatchesPerSecond());
    }
    if (config.getMaxConcurrentDispatches() == 0) {
      filled.setMaxConcurrentDispatches(defaults.getMaxConcurrentDispatches());
    }
    if (config.getMaxAttempts() == 0) {
      filled.setMaxAttempts(defaults.getMaxAttempts());
    }
    if (config.getTaskTtlMillis() == 0) {
      filled.setTaskTtlMillis(defaults.getTaskTtlMillis());
    }
    filled.setMaxBurstSize(burst(filled.getMaxDispatchesPerSecond()));
    return filled;
  }

  /** Returns what a configuration changes in the requests of the queue's tasks. */
  public static QueueTarget target(QueueConfig config) {
    return new QueueTarget(
        config.getHttpTarget(), config.getAppEngineRoutingOverride(), config.getSigningSecrets());
  }

  /**
   * Returns the bucket's capacity for a rate: max(10, rate / 5), so 100 at 500/s.
   *
   * @param dispatchesPerSecond the queue's rate
   */
  public static int burst(double dispatchesPerSecond) {
    return (int) Math.max(MIN_BURST, dispatchesPerSecond / 5);
  }
}
