package dev.sluice.adminapi.call;

import com.linecorp.armeria.server.ServiceRequestContext;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs each call on a virtual thread of its own, so that a call may wait (for Kafka, for a verdict)
 * in plain code, and turns what it throws into an answer. The number of calls in flight is bounded:
 * while Kafka is away, callers are told so instead of filling the heap.
 */
public final class Calls implements AutoCloseable {

  /** One call's work. */
  @FunctionalInterface
  public interface Work<T> {
    /**
     * Does it.
     *
     * @throws StatusRuntimeException to refuse, with what the caller is told
     */
    T run(Deadline deadline) throws InterruptedException;
  }

  /** All that callers learn of a fault of this server; its log has the rest. */
  public static final String INTERNAL_TEXT = "Internal error.";

  private static final String STOPPING_TEXT = "This server is shutting down.";
  private static final Logger log = LoggerFactory.getLogger(Calls.class);
  // The answer has to reach the caller before its own deadline.
  private static final long MARGIN_MILLIS = 200;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final Duration longest;
  private final int maxInFlight;
  private final LongSupplier nanoTime;
  private volatile boolean refusing;

  /**
   * Makes a runner.
   *
   * @param longest deadline of a call whose caller has none, or a later one
   * @param maxInFlight calls at once; more are refused
   * @param nanoTime the monotonic clock, in nanoseconds
   */
  public Calls(Duration longest, int maxInFlight, LongSupplier nanoTime) {
    this.longest = longest;
    this.maxInFlight = maxInFlight;
    this.nanoTime = nanoTime;
  }

  /** Runs a call; to be called from within the gRPC method. */
  public <T> void answer(StreamObserver<T> observer, Work<T> work) {
    if (observer instanceof ServerCallStreamObserver<T> call) {
      // Without a handler, answering a caller that has hung up would throw.
      call.setOnCancelHandler(() -> {});
    }
    Deadline deadline = deadline(ServiceRequestContext.currentOrNull());
    if (refusing) {
      observer.onError(Refusals.unavailable(STOPPING_TEXT));
      return;
    }
    if (inFlight.incrementAndGet() > maxInFlight) {
      inFlight.decrementAndGet();
      observer.onError(
          Refusals.unavailable(
              "This server has " + maxInFlight + " calls in flight; try again later."));
      return;
    }
    try {
      threads.execute(() -> {
        try {
          run(observer, work, deadline);
        } finally {
          inFlight.decrementAndGet();
        }
      });
    } catch (RejectedExecutionException e) {
      // Closed since it was asked above.
      inFlight.decrementAndGet();
      observer.onError(Refusals.unavailable(STOPPING_TEXT));
    }
  }

  /** Calls that are being worked on. */
  public int inFlight() {
    return inFlight.get();
  }

  private static <T> void run(StreamObserver<T> observer, Work<T> work, Deadline deadline) {
    T answer;
    try {
      answer = work.run(deadline);
    } catch (StatusRuntimeException e) {
      observer.onError(e);
      return;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      observer.onError(Refusals.unavailable(STOPPING_TEXT));
      return;
    } catch (RuntimeException | Error e) {
      log.error("event=call_failed", e);
      observer.onError(Status.INTERNAL.withDescription(INTERNAL_TEXT).asRuntimeException());
      return;
    }
    observer.onNext(answer);
    observer.onCompleted();
  }

  private Deadline deadline(@Nullable ServiceRequestContext context) {
    Deadline ours = Deadline.in(longest, nanoTime);
    long callersMillis = context == null ? 0 : context.requestTimeoutMillis();
    if (callersMillis <= 0) {
      return ours;
    }
    long margin = Math.min(MARGIN_MILLIS, callersMillis / 10);
    return ours.atMost(Duration.ofMillis(callersMillis - margin));
  }

  /** From now on takes no more calls; those in flight go on. */
  public void refuse() {
    refusing = true;
  }

  /** Interrupts what still runs. */
  @Override
  public void close() {
    refuse();
    threads.shutdownNow();
  }
}
