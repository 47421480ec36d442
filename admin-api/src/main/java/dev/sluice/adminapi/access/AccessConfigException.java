package dev.sluice.adminapi.access;

/** Settings or files about access that cannot be used. The message is one line for people. */
public final class AccessConfigException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** With a message that names the setting or file, and what was expected. */
  public AccessConfigException(String message) {
    super(message);
  }
}
