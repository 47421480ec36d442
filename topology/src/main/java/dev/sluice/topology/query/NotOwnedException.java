package dev.sluice.topology.query;

/** This instance cannot answer for a partition now; another may, or this one later. */
public final class NotOwnedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** Makes one with a message for the caller. */
  public NotOwnedException(String message) {
    super(message, null, false, false);
  }
}
