package dev.sluice.delivery.core;

import java.io.IOException;

/** Nothing was written of the request, and nothing is known against it: it is to come again. */
public final class NotSentException extends IOException {

  private static final long serialVersionUID = 1L;

  /** {@link Worker#maySend} said no right before the request was to be written. */
  public NotSentException() {
    this("the worker may not send now");
  }

  /**
   * The request had to wait, and for too long.
   *
   * @param reason for people
   */
  public NotSentException(String reason) {
    super(reason);
  }
}
