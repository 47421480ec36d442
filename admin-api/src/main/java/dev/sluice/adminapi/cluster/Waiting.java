package dev.sluice.adminapi.cluster;

import dev.sluice.adminapi.call.Deadline;
import dev.sluice.adminapi.call.Refusals;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.RecordTooLargeException;

/** Waits for what becomes of a record, and puts failures into words for the caller. */
final class Waiting {

  private Waiting() {}

  /**
   * Returns the outcome; empty when the deadline came first.
   *
   * @param retry what the caller may do when Kafka did not take the record
   * @throws StatusRuntimeException if it did not
   */
  static <T> Optional<T> until(Deadline deadline, CompletableFuture<T> outcome, String retry)
      throws InterruptedException {
    try {
      return Optional.of(outcome.get(deadline.remainingNanos(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      throw notTaken(e.getCause() == null ? e : e.getCause(), retry);
    }
  }

  private static StatusRuntimeException notTaken(Throwable cause, String retry) {
    if (cause instanceof RecordTooLargeException) {
      return Refusals.invalid("Task size too large");
    }
    return Refusals.unavailable(
        "Kafka did not take the record ("
            + cause.getClass().getSimpleName()
            + "); outcome unknown, "
            + retry);
  }
}
