package dev.sluice.delivery;

import dev.sluice.delivery.core.AttemptEnd;
import dev.sluice.delivery.core.RequestHeaders;
import dev.sluice.delivery.core.RequestRefusedException;
import dev.sluice.schemas.InvalidNameException;
import dev.sluice.schemas.TaskName;
import dev.sluice.v1.Dispatch;
import dev.sluice.v1.HttpRequest;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the request of a dispatch and sends it. */
final class AttemptRunner {

  private static final Logger log = LoggerFactory.getLogger(AttemptRunner.class);

  private final HttpSender sender;

  AttemptRunner(HttpSender sender) {
    this.sender = sender;
  }

  /** Runs an attempt to its end; whatever happens is an end of a defined kind. */
  AttemptEnd run(RunningAttempt attempt, BooleanSupplier maySend) {
    Dispatch dispatch = attempt.dispatch();
    try {
      return sender.send(outgoing(dispatch), maySend, attempt::runs);
    } catch (RequestRefusedException e) {
      return AttemptEnd.failed(AttemptEnd.Kind.REFUSED, String.valueOf(e.getMessage()));
    } catch (RuntimeException | Error e) {
      log.error(
          "event=attempt_failed_inside task={} lane={} sequence={}",
          dispatch.getTaskName(),
          dispatch.getLane(),
          dispatch.getSequence(),
          e);
      return AttemptEnd.failed(
          AttemptEnd.Kind.CONNECTION_FAILED, "error in the worker, see its log: " + e.getClass());
    }
  }

  private static HttpSender.Outgoing outgoing(Dispatch dispatch) throws RequestRefusedException {
    HttpRequest request = dispatch.getTask().getHttpRequest();
    if (request.getOidcToken() != null || request.getOauthToken() != null) {
      throw new RequestRefusedException(
          "token: oidcToken and oauthToken are not supported yet (expected: none)");
    }
    return new HttpSender.Outgoing(
        request.getUrl(),
        request.getMethod().name(),
        headers(dispatch),
        bytes(request.getBody()),
        Duration.ofMillis(dispatch.getTask().getDispatchDeadlineMillis()));
  }

  private static List<RequestHeaders.Header> headers(Dispatch dispatch)
      throws RequestRefusedException {
    TaskName name = taskName(dispatch);
    RequestHeaders.About about =
        new RequestHeaders.About(
            name.queue().queueId(),
            name.taskId(),
            dispatch.getDispatchCount(),
            dispatch.getExecutionCount(),
            dispatch.getPreviousResponse(),
            micros(dispatch.getScheduleTime()));
    return RequestHeaders.of(about, dispatch.getTask().getHttpRequest().getHeaders());
  }

  private static TaskName taskName(Dispatch dispatch) throws RequestRefusedException {
    try {
      return TaskName.parse(dispatch.getTaskName());
    } catch (InvalidNameException e) {
      throw new RequestRefusedException(String.valueOf(e.getMessage()));
    }
  }

  private static long micros(Instant time) {
    return TimeUnit.SECONDS.toMicros(time.getEpochSecond())
        + TimeUnit.NANOSECONDS.toMicros(time.getNano());
  }

  private static byte[] bytes(@org.jspecify.annotations.Nullable ByteBuffer body) {
    if (body == null) {
      return new byte[0];
    }
    byte[] bytes = new byte[body.remaining()];
    body.duplicate().get(bytes);
    return bytes;
  }
}
