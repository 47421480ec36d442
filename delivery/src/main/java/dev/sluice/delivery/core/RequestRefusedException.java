package dev.sluice.delivery.core;

import java.net.UnknownHostException;

/**
 * A request that must not or cannot be sent; the message says why. It is an UnknownHostException
 * because a resolver may throw nothing else.
 */
public final class RequestRefusedException extends UnknownHostException {

  private static final long serialVersionUID = 1L;

  /** Makes one with a message for the task's creator. */
  public RequestRefusedException(String message) {
    super(message);
  }
}
