package dev.sluice.delivery.core;

import static dev.sluice.delivery.core.AttemptEnd.Kind.ABANDONED;
import static dev.sluice.delivery.core.AttemptEnd.Kind.CONNECTION_FAILED;
import static dev.sluice.delivery.core.AttemptEnd.Kind.DEADLINE_EXCEEDED;
import static dev.sluice.delivery.core.AttemptEnd.Kind.REFUSED;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** What the end of an attempt without a status line is (spec section 3.2). */
public final class FailureRules {

  private FailureRules() {}

  /**
   * Classifies a failure.
   *
   * @param failure what ended the call
   * @param elapsed how long the call took
   * @param deadline how long it was allowed to take
   */
  public static AttemptEnd classify(IOException failure, Duration elapsed, Duration deadline) {
    if (failure instanceof RequestRefusedException) {
      return AttemptEnd.failed(REFUSED, text(failure));
    }
    if (failure instanceof NotSentException) {
      return AttemptEnd.failed(ABANDONED, text(failure));
    }
    if (elapsed.compareTo(deadline) >= 0 || isCallTimeout(failure)) {
      return deadlineExceeded(deadline);
    }
    return AttemptEnd.failed(CONNECTION_FAILED, describe(failure));
  }

  /** The end of an attempt whose deadline passed. */
  public static AttemptEnd deadlineExceeded(Duration deadline) {
    return AttemptEnd.failed(
        DEADLINE_EXCEEDED,
        String.format(Locale.ROOT, "no response within %.1f s", deadline.toMillis() / 1000.0));
  }

  // A call's timeout ends in exactly this class; a socket's in a subclass.
  private static boolean isCallTimeout(IOException failure) {
    return failure.getClass() == InterruptedIOException.class
        && "timeout".equals(failure.getMessage());
  }

  private static String describe(IOException failure) {
    return switch (failure) {
      case UnknownHostException e -> "host not found: " + text(e);
      case SocketTimeoutException e -> "no connection in time: " + text(e);
      case ConnectException e -> "no connection: " + text(e);
      case SSLException e -> "TLS: " + text(e);
      case ProtocolException e -> "not an HTTP response: " + text(e);
      case EOFException _ -> "connection closed before a response";
      default ->
          failure.getCause() instanceof EOFException
              ? "connection closed before a response"
              : "connection broke: " + text(failure);
    };
  }

  private static String text(IOException failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : message;
  }
}
