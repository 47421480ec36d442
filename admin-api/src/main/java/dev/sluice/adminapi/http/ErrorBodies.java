package dev.sluice.adminapi.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.TypeRegistry;
import com.google.protobuf.util.JsonFormat;
import com.google.rpc.BadRequest;
import com.google.rpc.Code;
import com.google.rpc.ErrorInfo;
import com.google.rpc.Help;
import com.google.rpc.LocalizedMessage;
import com.google.rpc.RetryInfo;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import java.util.List;

/** Google's JSON shape of errors: {@code {"error":{code,message,status,details}}} (spec 1.1). */
final class ErrorBodies {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final JsonFormat.Printer DETAILS =
      JsonFormat.printer()
          .usingTypeRegistry(
              TypeRegistry.newBuilder()
                  .add(BadRequest.getDescriptor())
                  .add(ErrorInfo.getDescriptor())
                  .add(Help.getDescriptor())
                  .add(LocalizedMessage.getDescriptor())
                  .add(RetryInfo.getDescriptor())
                  .build());

  private ErrorBodies() {}

  static AggregatedHttpResponse response(
      HttpStatus httpStatus, Code code, String message, List<Any> details) {
    ResponseHeaders headers =
        ResponseHeaders.builder(httpStatus).contentType(MediaType.JSON_UTF_8).build();
    return AggregatedHttpResponse.of(
        headers, HttpData.ofUtf8(body(httpStatus, code, message, details)));
  }

  static AggregatedHttpResponse response(HttpStatus httpStatus, String message) {
    return response(httpStatus, code(httpStatus), message, List.of());
  }

  /** The HTTP status of a code, as in google/rpc/code.proto. */
  static HttpStatus httpStatus(Code code) {
    return switch (code) {
      case OK -> HttpStatus.OK;
      case INVALID_ARGUMENT, FAILED_PRECONDITION, OUT_OF_RANGE -> HttpStatus.BAD_REQUEST;
      case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
      case PERMISSION_DENIED -> HttpStatus.FORBIDDEN;
      case NOT_FOUND -> HttpStatus.NOT_FOUND;
      case ALREADY_EXISTS, ABORTED -> HttpStatus.CONFLICT;
      case RESOURCE_EXHAUSTED -> HttpStatus.TOO_MANY_REQUESTS;
      case CANCELLED -> HttpStatus.CLIENT_CLOSED_REQUEST;
      case UNIMPLEMENTED -> HttpStatus.NOT_IMPLEMENTED;
      case UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
      case DEADLINE_EXCEEDED -> HttpStatus.GATEWAY_TIMEOUT;
      case UNKNOWN, INTERNAL, DATA_LOSS, UNRECOGNIZED -> HttpStatus.INTERNAL_SERVER_ERROR;
    };
  }

  /** The code of an HTTP status that did not come from one. */
  static Code code(HttpStatus httpStatus) {
    return switch (httpStatus.code()) {
      case 401 -> Code.UNAUTHENTICATED;
      case 403 -> Code.PERMISSION_DENIED;
      case 404 -> Code.NOT_FOUND;
      case 405, 501 -> Code.UNIMPLEMENTED;
      case 409 -> Code.ABORTED;
      case 429 -> Code.RESOURCE_EXHAUSTED;
      case 499 -> Code.CANCELLED;
      case 502, 503 -> Code.UNAVAILABLE;
      case 408, 504 -> Code.DEADLINE_EXCEEDED;
      default -> httpStatus.code() < 500 ? Code.INVALID_ARGUMENT : Code.INTERNAL;
    };
  }

  private static String body(HttpStatus httpStatus, Code code, String message, List<Any> details) {
    ObjectNode error = JSON.createObjectNode();
    error.put("code", httpStatus.code());
    error.put("message", message);
    error.put("status", code.name());
    if (!details.isEmpty()) {
      ArrayNode shown = error.putArray("details");
      details.forEach(detail -> add(shown, detail));
    }
    return JSON.createObjectNode().set("error", error).toPrettyString() + "\n";
  }

  private static void add(ArrayNode shown, Any detail) {
    try {
      shown.add(JSON.readTree(DETAILS.print(detail)));
    } catch (InvalidProtocolBufferException | JsonProcessingException e) {
      // A type that is not registered above: its name is all that can be shown.
      shown.addObject().put("@type", detail.getTypeUrl());
    }
  }
}
