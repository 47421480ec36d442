package dev.sluice.adminapi.cluster;

import com.google.rpc.Code;
import dev.sluice.adminapi.call.Deadline;
import dev.sluice.adminapi.call.Refusals;
import dev.sluice.v1.query.SchedulerQueriesGrpc.SchedulerQueriesBlockingStub;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Asks the owner of a partition, whoever that is by now, until it answers or time is up. */
final class OwnerCalls {

  private static final long ATTEMPT_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Owners owners;
  private final SchedulerClients clients;

  OwnerCalls(Owners owners, SchedulerClients clients) {
    this.owners = owners;
    this.clients = clients;
  }

  /**
   * Asks.
   *
   * @throws StatusRuntimeException what the owner answered, or UNAVAILABLE when none was reached
   */
  <T> T ask(int partition, Deadline deadline, Function<SchedulerQueriesBlockingStub, T> call)
      throws InterruptedException {
    Pause pause = new Pause();
    while (true) {
      Optional<String> address = owners.of(partition);
      if (address.isPresent()) {
        long nanos = Math.clamp(deadline.remainingNanos(), 1, ATTEMPT_NANOS);
        try {
          return call.apply(
              clients.blocking(address.get()).withDeadlineAfter(nanos, TimeUnit.NANOSECONDS));
        } catch (StatusRuntimeException e) {
          if (isAnswer(e.getStatus())) {
            throw answer(e);
          }
        }
        pause.take(deadline);
      }
      if (deadline.hasPassed()) {
        throw Refusals.unavailable(
            "The scheduler of partition " + partition + " could not be reached; try again later.");
      }
      owners.refresh();
      if (owners.of(partition).isEmpty()) {
        pause.take(deadline);
      }
    }
  }

  /** Whether the owner has spoken; everything else may be different somewhere else, or later. */
  private static boolean isAnswer(Status status) {
    return switch (status.getCode()) {
      case NOT_FOUND,
          INVALID_ARGUMENT,
          ALREADY_EXISTS,
          OUT_OF_RANGE,
          PERMISSION_DENIED,
          RESOURCE_EXHAUSTED,
          UNAUTHENTICATED ->
          true;
      default -> false;
    };
  }

  private static StatusRuntimeException answer(StatusRuntimeException e) {
    String text = e.getStatus().getDescription();
    if (text == null || text.isBlank()) {
      text =
          e.getStatus().getCode() == Status.Code.NOT_FOUND
              ? Refusals.NOT_FOUND_TEXT
              : "The scheduler refused.";
    }
    return Refusals.of(Code.forNumber(e.getStatus().getCode().value()), text);
  }

  /** Waits between attempts, longer each time. */
  static final class Pause {

    private static final Duration FIRST = Duration.ofMillis(20);
    private static final Duration LONGEST = Duration.ofMillis(500);
    private Duration next = FIRST;

    void take(Deadline deadline) throws InterruptedException {
      TimeUnit.NANOSECONDS.sleep(Math.min(next.toNanos(), deadline.remainingNanos()));
      grow();
    }

    void take() throws InterruptedException {
      Thread.sleep(next);
      grow();
    }

    void reset() {
      next = FIRST;
    }

    private void grow() {
      Duration twice = next.multipliedBy(2);
      next = twice.compareTo(LONGEST) > 0 ? LONGEST : twice;
    }
  }
}
