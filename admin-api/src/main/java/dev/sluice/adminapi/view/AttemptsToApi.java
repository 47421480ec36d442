package dev.sluice.adminapi.view;

import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.sluice.v1.admin.tasks.Attempt;

/** Attempts to what callers see (spec section 3.3). */
final class AttemptsToApi {

  private AttemptsToApi() {}

  static Attempt attempt(dev.sluice.v1.Attempt attempt) {
    Attempt.Builder shown =
        Attempt.newBuilder()
            .setScheduleTime(Times.timestamp(attempt.getScheduleTime()))
            .setDispatchTime(Times.timestamp(attempt.getDispatchTime()));
    if (attempt.getResponseTime() != null) {
      shown.setResponseTime(Times.timestamp(attempt.getResponseTime()));
    }
    if (attempt.getHttpStatus() != 0) {
      shown.setResponseStatus(status(attempt.getHttpStatus()));
    } else if (!attempt.getError().isEmpty()) {
      shown.setResponseStatus(status(attempt.getError()));
    }
    return shown.build();
  }

  private static Status status(int httpStatus) {
    Code code = code(httpStatus);
    String text = code + "(" + code.getNumber() + "): HTTP status code " + httpStatus;
    return Status.newBuilder().setCode(code.getNumber()).setMessage(text).build();
  }

  private static Status status(String error) {
    Code code =
        error.startsWith(Code.DEADLINE_EXCEEDED.name()) ? Code.DEADLINE_EXCEEDED : Code.UNAVAILABLE;
    return Status.newBuilder()
        .setCode(code.getNumber())
        .setMessage(code + "(" + code.getNumber() + "): " + error)
        .build();
  }

  private static Code code(int httpStatus) {
    if (httpStatus >= 200 && httpStatus <= 299) {
      return Code.OK;
    }
    return switch (httpStatus) {
      case 400 -> Code.INVALID_ARGUMENT;
      case 401 -> Code.UNAUTHENTICATED;
      case 403 -> Code.PERMISSION_DENIED;
      case 404 -> Code.NOT_FOUND;
      case 409 -> Code.ABORTED;
      case 429 -> Code.RESOURCE_EXHAUSTED;
      case 499 -> Code.CANCELLED;
      case 500 -> Code.INTERNAL;
      case 501 -> Code.UNIMPLEMENTED;
      case 503 -> Code.UNAVAILABLE;
      case 504 -> Code.DEADLINE_EXCEEDED;
      default -> Code.UNKNOWN;
    };
  }
}
