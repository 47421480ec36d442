package dev.sluice.adminapi.http;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Code;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestContext;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.sluice.adminapi.call.Calls;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Errors on their way out of gRPC, whether the caller speaks gRPC or REST. */
final class GrpcErrors {

  private static final Logger log = LoggerFactory.getLogger(GrpcErrors.class);
  static final String TOO_LARGE = "Request payload is too large.";

  private static final Status TOO_LARGE_STATUS = Status.INVALID_ARGUMENT.withDescription(TOO_LARGE);
  private static final String DETAILS_HEADER = "grpc-status-details-bin";

  private GrpcErrors() {}

  /** Gives what is thrown outside the services a status; null leaves it to Armeria. */
  static @Nullable Status status(
      RequestContext context, Status status, Throwable cause, Metadata metadata) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      // What gRPC's own marshaller makes of bytes that are no message is INTERNAL; see below.
      if (each instanceof StatusRuntimeException refusal
          && !(refusal.getCause() instanceof InvalidProtocolBufferException)) {
        return isTooLarge(refusal.getStatus()) ? TOO_LARGE_STATUS : refusal.getStatus();
      }
      if (each instanceof StatusException refusal) {
        return refusal.getStatus();
      }
      if (each instanceof InvalidProtocolBufferException) {
        return Status.INVALID_ARGUMENT.withDescription(
            "Invalid request message received. " + each.getMessage());
      }
      if (each instanceof ContentTooLargeException) {
        return TOO_LARGE_STATUS;
      }
      if (each instanceof RequestTimeoutException) {
        return Status.DEADLINE_EXCEEDED.withDescription("The call took too long.");
      }
    }
    return null;
  }

  /** Whether Armeria found a message to be longer than it may be; there is no type to tell. */
  private static boolean isTooLarge(Status status) {
    String text = status.getDescription();
    return status.getCode() == Status.Code.RESOURCE_EXHAUSTED
        && text != null
        && text.startsWith("com.linecorp.armeria.");
  }

  /** Answers a REST caller. */
  static HttpResponse rest(
      ServiceRequestContext context, Status status, AggregatedHttpResponse response) {
    Code code = Code.forNumber(status.getCode().value());
    String text = status.getDescription();
    if (TOO_LARGE.equals(text)) {
      return ErrorBodies.response(HttpStatus.REQUEST_ENTITY_TOO_LARGE, TOO_LARGE).toHttpResponse();
    }
    boolean unexpected = code == Code.INTERNAL || code == Code.UNKNOWN;
    if (unexpected && !Calls.INTERNAL_TEXT.equals(text)) {
      log.error("event=call_failed path={} status=\"{}\"", context.path(), status);
      text = Calls.INTERNAL_TEXT;
    }
    return ErrorBodies.response(
            ErrorBodies.httpStatus(code),
            code,
            text == null ? code.name() : text,
            details(response.headers().get(DETAILS_HEADER)))
        .toHttpResponse();
  }

  private static List<Any> details(@Nullable String header) {
    if (header == null) {
      return List.of();
    }
    try {
      return com.google.rpc.Status.parseFrom(Base64.getDecoder().decode(header)).getDetailsList();
    } catch (InvalidProtocolBufferException | IllegalArgumentException e) {
      log.warn("event=details_unreadable cause=\"{}\"", e.getMessage());
      return List.of();
    }
  }
}
