package dev.sluice.topology.core;

/** State in a layout that this release cannot read: a later one wrote it. */
public final class UnknownLayoutException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Tells what was found.
   *
   * @param what which value
   * @param found its layout, or "none" if the value is empty
   * @param expected the layout that this release writes
   */
  public UnknownLayoutException(String what, String found, int expected) {
    super(what + ": layout " + found + " (expected: " + expected + ")");
  }
}
