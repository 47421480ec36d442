package dev.sluice.schemas.producer;

/** A task breaks a rule; nothing was sent. The message is what the API would have answered. */
public final class InvalidTaskException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  InvalidTaskException(String message) {
    super(message);
  }
}
