package dev.sluice.standalone.error;

/** A command cannot do what it was asked to. The message is one line for the person who asked. */
public class UserErrorException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With a message that says what is wrong and, if possible, what to do. */
  public UserErrorException(String message) {
    super(message);
  }
}
