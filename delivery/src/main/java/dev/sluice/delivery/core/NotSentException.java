package dev.sluice.delivery.core;

import java.io.IOException;

/** {@link Worker#maySend} said no right before the request was to be written. */
public final class NotSentException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Makes one. */
  public NotSentException() {
    super("the worker may not send now");
  }
}
