package dev.sluice.delivery;

import dev.sluice.delivery.core.AttemptEnd;
import dev.sluice.delivery.core.AttemptKey;
import dev.sluice.v1.Dispatch;
import dev.sluice.v1.Outcome;
import dev.sluice.v1.OutcomeKind;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import okhttp3.Call;
import org.jspecify.annotations.Nullable;

/** An attempt of this worker from its receipt to its outcome, with the call that runs for it. */
final class RunningAttempt {

  private final Dispatch dispatch;
  private volatile @Nullable Instant startTime;
  private @Nullable Call call;
  private boolean cancelled;

  RunningAttempt(Dispatch dispatch) {
    this.dispatch = dispatch;
  }

  AttemptKey key() {
    return new AttemptKey(dispatch.getLane(), dispatch.getSequence());
  }

  Dispatch dispatch() {
    return dispatch;
  }

  /** Whether it was dispatched before its time, which its thread has to wait for. */
  boolean isAhead() {
    return dispatch.getNotBeforeTime().isAfter(dispatch.getDispatchTime());
  }

  /**
   * How long it is until the time of one that was dispatched ahead of it. That is at most as long
   * as the scheduler was ahead, however wrong the clock is here.
   */
  Duration untilItsTime(Instant now) {
    Duration ahead = Duration.between(dispatch.getDispatchTime(), dispatch.getNotBeforeTime());
    Duration left = Duration.between(now, dispatch.getNotBeforeTime());
    return left.compareTo(ahead) < 0 ? left : ahead;
  }

  void startedAt(Instant now) {
    startTime = now;
  }

  /** The call that runs now; cancelled on the spot if the attempt already is. */
  synchronized void runs(Call now) {
    call = now;
    if (cancelled) {
      now.cancel();
    }
  }

  synchronized void cancel() {
    cancelled = true;
    if (call != null) {
      call.cancel();
    }
  }

  /** How it ends if it is stopped now, and the status line of a response was read before. */
  synchronized Optional<AttemptEnd> response(InstantSource wall) {
    Exchange exchange = call == null ? null : call.request().tag(Exchange.class);
    return exchange == null || exchange.status() == 0
        ? Optional.empty()
        : Optional.of(exchange.responded(wall.millis(), new byte[0]));
  }

  Instant startTimeOr(Instant otherwise) {
    Instant started = startTime;
    return started == null ? otherwise : started;
  }

  Outcome outcome(AttemptEnd end, String workerId, Instant now) {
    return Outcome.newBuilder()
        .setLane(dispatch.getLane())
        .setSequence(dispatch.getSequence())
        .setTaskName(dispatch.getTaskName())
        .setWorkerId(workerId)
        .setKind(OutcomeKind.valueOf(end.kind().name()))
        .setHttpStatus(end.httpStatus())
        .setRetryAfterMillis(end.retryAfterMillis())
        .setError(end.error())
        .setBody(end.body().length == 0 ? null : ByteBuffer.wrap(end.body()))
        .setStartTime(startTimeOr(now))
        .setResponseTime(now)
        .build();
  }
}
