package dev.sluice.topology.core;

import java.time.Duration;
import java.util.Optional;

/**
 * Retry limits of a task that are stronger than its queue's, each where it is there; as in {@link
 * QueueSettings}.
 */
public record RetryOverride(
    Optional<Integer> maxAttempts,
    Optional<Duration> maxRetryDuration,
    Optional<Duration> minBackoff,
    Optional<Duration> maxBackoff,
    Optional<Integer> maxDoublings) {

  /** The queue's limits hold. */
  public static final RetryOverride NONE =
      new RetryOverride(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  boolean isNone() {
    return equals(NONE);
  }

  /** Returns a queue's settings with these limits. */
  QueueSettings over(QueueSettings queue) {
    return isNone()
        ? queue
        : queue.withRetries(
            maxAttempts.orElse(queue.maxAttempts()),
            maxRetryDuration.orElse(queue.maxRetryDuration()),
            minBackoff.orElse(queue.minBackoff()),
            maxBackoff.orElse(queue.maxBackoff()),
            maxDoublings.orElse(queue.maxDoublings()));
  }

  void write(ByteWriter out) {
    write(out, maxAttempts);
    writeMillis(out, maxRetryDuration);
    writeMillis(out, minBackoff);
    writeMillis(out, maxBackoff);
    write(out, maxDoublings);
  }

  static RetryOverride read(ByteReader in) {
    return new RetryOverride(
        readInt(in), readMillis(in), readMillis(in), readMillis(in), readInt(in));
  }

  private static void write(ByteWriter out, Optional<Integer> value) {
    out.flag(value.isPresent());
    value.ifPresent(out::i32);
  }

  private static void writeMillis(ByteWriter out, Optional<Duration> value) {
    out.flag(value.isPresent());
    value.ifPresent(duration -> out.i64(duration.toMillis()));
  }

  private static Optional<Integer> readInt(ByteReader in) {
    return in.flag() ? Optional.of(in.i32()) : Optional.empty();
  }

  private static Optional<Duration> readMillis(ByteReader in) {
    return in.flag() ? Optional.of(Duration.ofMillis(in.i64())) : Optional.empty();
  }
}
