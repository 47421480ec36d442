package dev.sluice.topology.core;

import java.time.Duration;

/**
 * What an operator sets of a queue (spec section 2.1), all of it filled in.
 *
 * @param maxDispatchesPerSecond rate at which the token bucket refills, greater than 0
 * @param maxBurstSize capacity of the bucket, at least 1
 * @param maxConcurrentDispatches attempts in flight at once, at least 1
 * @param maxAttempts attempts in all, the first included; -1: unlimited
 * @param maxRetryDuration age since the first attempt after which retrying may stop; zero: no limit
 * @param minBackoff wait before the first retry
 * @param maxBackoff longest wait
 * @param maxDoublings how often the wait doubles before it grows linearly
 * @param tombstoneTtl how long the name of a finished task stays taken
 * @param taskTtl how long a task may live, from the later of create and schedule time
 * @param samplingRatio share of operations written as events, 0 to 1
 * @param target what it changes in requests
 * @param targetProtection whether a target in trouble slows the queue down
 * @param slowStart how long the rate takes to rise after a rest; zero: it does not
 * @param budget how much may wait
 */
public record QueueSettings(
    double maxDispatchesPerSecond,
    int maxBurstSize,
    int maxConcurrentDispatches,
    int maxAttempts,
    Duration maxRetryDuration,
    Duration minBackoff,
    Duration maxBackoff,
    int maxDoublings,
    Duration tombstoneTtl,
    Duration taskTtl,
    double samplingRatio,
    TargetSettings target,
    boolean targetProtection,
    Duration slowStart,
    Budget budget) {

  QueueSettings withRetries(
      int attempts, Duration retryDuration, Duration shortest, Duration longest, int doublings) {
    return new QueueSettings(
        maxDispatchesPerSecond,
        maxBurstSize,
        maxConcurrentDispatches,
        attempts,
        retryDuration,
        shortest,
        longest,
        doublings,
        tombstoneTtl,
        taskTtl,
        samplingRatio,
        target,
        targetProtection,
        slowStart,
        budget);
  }

  QueueSettings withTarget(TargetSettings changed) {
    return new QueueSettings(
        maxDispatchesPerSecond,
        maxBurstSize,
        maxConcurrentDispatches,
        maxAttempts,
        maxRetryDuration,
        minBackoff,
        maxBackoff,
        maxDoublings,
        tombstoneTtl,
        taskTtl,
        samplingRatio,
        changed,
        targetProtection,
        slowStart,
        budget);
  }
}
