package dev.sluice.adminapi.access;

/** What came of looking at a caller's credentials. */
public sealed interface Identity {

  /** The caller is known. */
  record Known(Principal principal) implements Identity {}

  /** There are no credentials. */
  record Missing() implements Identity {}

  /**
   * The credentials are not good.
   *
   * @param why one sentence for the caller that tells no secrets
   */
  record Rejected(String why) implements Identity {}

  /**
   * It cannot be told now.
   *
   * @param why one sentence for the caller
   */
  record Undecided(String why) implements Identity {}
}
