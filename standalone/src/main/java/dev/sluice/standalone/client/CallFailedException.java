package dev.sluice.standalone.client;

import dev.sluice.standalone.error.UserErrorException;

/** The API answered with an error. */
public final class CallFailedException extends UserErrorException {

  private static final long serialVersionUID = 1L;

  private final int httpStatus;

  CallFailedException(int httpStatus, String code, String message) {
    super(message.isEmpty() ? code : message + " (" + code + ")");
    this.httpStatus = httpStatus;
  }

  /** The HTTP status of the answer. */
  public int httpStatus() {
    return httpStatus;
  }
}
