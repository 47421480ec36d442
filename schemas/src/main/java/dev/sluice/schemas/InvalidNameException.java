package dev.sluice.schemas;

/** A resource name breaks a rule of spec section 1.3; the message says which, in Google's words. */
public final class InvalidNameException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  InvalidNameException(String message) {
    super(message);
  }
}
