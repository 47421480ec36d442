package dev.sluice.schemas.producer;

/** The API did not tell a verdict; the record stands all the same, and may be asked for again. */
public final class VerdictUnknownException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int httpStatus;

  VerdictUnknownException(int httpStatus, String reason) {
    super("verdict: the API answered " + httpStatus + ": " + reason);
    this.httpStatus = httpStatus;
  }

  /** The status that the API answered. */
  public int httpStatus() {
    return httpStatus;
  }
}
