package dev.sluice.delivery.core;

import static dev.sluice.delivery.core.AttemptEnd.Kind.ABANDONED;
import static dev.sluice.delivery.core.AttemptEnd.Kind.CONNECTION_FAILED;
import static dev.sluice.delivery.core.AttemptEnd.Kind.DEADLINE_EXCEEDED;
import static dev.sluice.delivery.core.AttemptEnd.Kind.REFUSED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.stream.Stream;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class FailureRulesTest {

  private static final Duration DEADLINE = Duration.ofSeconds(15);

  static Stream<Arguments> failures() {
    return Stream.of(
        arguments(new UnknownHostException("x.invalid"), CONNECTION_FAILED, "host not found: x"),
        arguments(new ConnectException("refused"), CONNECTION_FAILED, "no connection: refused"),
        arguments(new SocketTimeoutException("connect"), CONNECTION_FAILED, "no connection in"),
        arguments(new SSLHandshakeException("cert"), CONNECTION_FAILED, "TLS: cert"),
        arguments(new ProtocolException("line"), CONNECTION_FAILED, "not an HTTP response: line"),
        arguments(new EOFException(), CONNECTION_FAILED, "connection closed before a response"),
        arguments(
            new IOException("end", new EOFException()),
            CONNECTION_FAILED,
            "connection closed before a response"),
        arguments(new IOException("reset"), CONNECTION_FAILED, "connection broke: reset"),
        arguments(new InterruptedIOException("timeout"), DEADLINE_EXCEEDED, "no response within"),
        arguments(new NotSentException(), ABANDONED, "the worker may not send now"),
        arguments(new RequestRefusedException("why"), REFUSED, "why"));
  }

  @ParameterizedTest
  @MethodSource("failures")
  void classify_ofAFailureBeforeTheDeadline_isItsKind(
      IOException failure, AttemptEnd.Kind kind, String error) {
    AttemptEnd end = FailureRules.classify(failure, Duration.ofSeconds(1), DEADLINE);

    assertThat(end.kind()).isEqualTo(kind);
    assertThat(end.error()).startsWith(error);
    assertThat(end.httpStatus()).isZero();
    assertThat(end.retryAfterMillis()).isEqualTo(-1);
  }

  @Test
  void classify_atTheDeadline_isDeadlineExceededWhateverBroke() {
    AttemptEnd end = FailureRules.classify(new IOException("Canceled"), DEADLINE, DEADLINE);

    assertThat(end.kind()).isEqualTo(DEADLINE_EXCEEDED);
    assertThat(end.error()).isEqualTo("no response within 15.0 s");
  }

  @Test
  void classify_ofALongMessage_isCut() {
    IOException failure = new ProtocolException("x".repeat(10_000));

    assertThat(FailureRules.classify(failure, Duration.ZERO, DEADLINE).error()).hasSize(503);
  }
}
