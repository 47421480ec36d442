package dev.sluice.schemas.registry;

/** The registry did not do what it was asked for. */
public final class RegistryException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int httpStatus;

  /**
   * Says what it did not do.
   *
   * @param httpStatus status that it answered; 0: it did not answer
   */
  public RegistryException(String message, int httpStatus) {
    super(message);
    this.httpStatus = httpStatus;
  }

  /** Status that it answered; 0: it did not answer. */
  public int httpStatus() {
    return httpStatus;
  }

  /** Whether it may do it later: it did not answer, is overloaded or has a fault. */
  public boolean isPassing() {
    return httpStatus == 0 || httpStatus == 408 || httpStatus == 429 || httpStatus >= 500;
  }
}
