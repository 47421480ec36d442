package dev.sluice.delivery;

import dev.sluice.delivery.core.AttemptEnd;
import dev.sluice.delivery.core.RequestRefusedException;
import dev.sluice.v1.Dispatch;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the request of a dispatch and sends it. */
final class AttemptRunner {

  private static final Logger log = LoggerFactory.getLogger(AttemptRunner.class);

  private final HttpSender sender;
  private final RequestMaker requests;

  AttemptRunner(HttpSender sender, RequestMaker requests) {
    this.sender = sender;
    this.requests = requests;
  }

  /** Runs an attempt to its end; whatever happens is an end of a defined kind. */
  AttemptEnd run(RunningAttempt attempt, BooleanSupplier maySend) {
    Dispatch dispatch = attempt.dispatch();
    try {
      return sender.send(requests.make(dispatch), maySend, attempt::runs);
    } catch (RequestRefusedException e) {
      return AttemptEnd.failed(AttemptEnd.Kind.REFUSED, String.valueOf(e.getMessage()));
    } catch (IOException e) {
      return AttemptEnd.failed(AttemptEnd.Kind.CONNECTION_FAILED, String.valueOf(e.getMessage()));
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
}
