package dev.sluice.adminapi.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.CancellationException;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.stream.ClosedStreamException;
import com.linecorp.armeria.server.HttpResponseException;
import com.linecorp.armeria.server.HttpStatusException;
import com.linecorp.armeria.server.RequestTimeoutException;
import com.linecorp.armeria.server.ServerErrorHandler;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.sluice.adminapi.call.Calls;
import io.grpc.StatusRuntimeException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Errors that occur before or beside gRPC, in Google's shape and without stack traces. */
final class HttpErrors implements ServerErrorHandler {

  private static final Logger log = LoggerFactory.getLogger(HttpErrors.class);

  @Override
  public @Nullable HttpResponse onServiceException(
      ServiceRequestContext context, Throwable thrown) {
    Throwable cause = thrown;
    while (cause instanceof java.util.concurrent.CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof HttpResponseException e) {
      return e.httpResponse();
    }
    if (cause instanceof ClosedStreamException || cause instanceof CancellationException) {
      // The caller has hung up.
      return null;
    }
    return answer(context, cause).toHttpResponse();
  }

  private static AggregatedHttpResponse answer(ServiceRequestContext context, Throwable cause) {
    return switch (cause) {
      case HttpStatusException e -> ErrorBodies.response(e.httpStatus(), text(e.httpStatus(), e));
      case StatusRuntimeException e -> {
        var code = com.google.rpc.Code.forNumber(e.getStatus().getCode().value());
        yield ErrorBodies.response(
            ErrorBodies.httpStatus(code), String.valueOf(e.getStatus().getDescription()));
      }
      case ContentTooLargeException _ ->
          ErrorBodies.response(HttpStatus.REQUEST_ENTITY_TOO_LARGE, GrpcErrors.TOO_LARGE);
      case RequestTimeoutException _ ->
          ErrorBodies.response(HttpStatus.GATEWAY_TIMEOUT, "The call took too long.");
      case JsonProcessingException e -> ErrorBodies.response(HttpStatus.BAD_REQUEST, fault(e));
      // Transcoding throws these for paths, parameters and bodies that do not fit the method.
      case IllegalArgumentException e -> ErrorBodies.response(HttpStatus.BAD_REQUEST, fault(e));
      default -> {
        log.error("event=request_failed path={}", context.path(), cause);
        yield ErrorBodies.response(HttpStatus.INTERNAL_SERVER_ERROR, Calls.INTERNAL_TEXT);
      }
    };
  }

  @Override
  public AggregatedHttpResponse renderStatus(
      @Nullable ServiceRequestContext context,
      ServiceConfig config,
      @Nullable RequestHeaders headers,
      HttpStatus status,
      @Nullable String description,
      @Nullable Throwable cause) {
    return ErrorBodies.response(status, text(status, cause));
  }

  static AggregatedHttpResponse response(HttpStatus status) {
    return ErrorBodies.response(status, text(status, null));
  }

  private static String text(HttpStatus status, @Nullable Throwable cause) {
    if (status.code() == HttpStatus.METHOD_NOT_ALLOWED.code()) {
      return "The HTTP method is not allowed for this path.";
    }
    if (status.code() == HttpStatus.NOT_FOUND.code()) {
      return "The requested URL was not found on this server.";
    }
    if (status.code() == HttpStatus.REQUEST_ENTITY_TOO_LARGE.code()) {
      return GrpcErrors.TOO_LARGE;
    }
    if (status.code() == HttpStatus.UNSUPPORTED_MEDIA_TYPE.code()) {
      return "The Content-Type must be application/json.";
    }
    return status.isServerError() || cause == null || cause.getCause() == null
        ? status.reasonPhrase() + "."
        : fault(cause.getCause());
  }

  /** What transcoding found wrong with a request. */
  private static String fault(Throwable cause) {
    for (Throwable each = cause; each != null; each = each.getCause()) {
      if (each instanceof JsonProcessingException json) {
        return JsonFault.notJson(json);
      }
      if (each instanceof NumberFormatException) {
        return "Invalid value of a query parameter: " + each.getMessage();
      }
    }
    String message = String.valueOf(cause.getMessage());
    // This one would go on to repeat the whole request.
    return message.startsWith("Unexpected JSON")
        ? "Invalid JSON payload received. Expected an object."
        : message;
  }
}
