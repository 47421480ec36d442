package dev.sluice.adminapi.http;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Code;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.RequestContext;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServiceRequestContext;
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
  private static final String DETAILS_HEADER = "grpc-status-details-bin";

  private GrpcErrors() {}

  /** Gives what is thrown outside the services a status; null leaves it to Armeria. */
  static @Nullable Status status(
      RequestContext context, Status status, Throwable cause, Metadata metadata) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof StatusRuntimeException refusal) {
        return refusal.getStatus();
      }
      if (each instanceof StatusException refusal) {
        return refusal.getStatus();
      }
      if (each instanceof InvalidProtocolBufferException) {
        return Status.INVALID_ARGUMENT.withDescription(
            "Invalid request message received. " + each.getMessage());
      }
      if (each instanceof ContentTooLargeException) {
        return Status.INVALID_ARGUMENT.withDescription("Request payload is too large.");
      }
      if (each instanceof RequestTimeoutException) {
        return Status.DEADLINE_EXCEEDED.withDescription("The call took too long.");
      }
    }
    return null;
  }

  /** Answers a REST caller. */
  static HttpResponse rest(
      ServiceRequestContext context, Status status, AggregatedHttpResponse response) {
    Code code = Code.forNumber(status.getCode().value());
    String text = status.getDescription();
    if (code == Code.INTERNAL || code == Code.UNKNOWN) {
      log.error("event=call_failed path={} status=\"{}\"", context.path(), status);
      text = "Internal error.";
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
