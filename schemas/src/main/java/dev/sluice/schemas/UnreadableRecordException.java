package dev.sluice.schemas;

/** Bytes that are not a record of the expected type; the message says what was wrong and where. */
public final class UnreadableRecordException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Makes one with a message for the record's producer. */
  public UnreadableRecordException(String message) {
    super(message);
  }

  /** Makes one with a message for the record's producer, and what led to it. */
  public UnreadableRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
