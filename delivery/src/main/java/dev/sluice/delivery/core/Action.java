package dev.sluice.delivery.core;

/**
 * What the worker's shell has to do. All but {@link Start} end the attempt: the core has already
 * noted its end, and the shell writes the outcome.
 */
public sealed interface Action {

  /** The attempt it is about. */
  AttemptKey attempt();

  /** Begin the attempt; before the request is written, {@link Worker#maySend} is asked. */
  record Start(AttemptKey attempt) implements Action {}

  /**
   * The attempt was never written to a socket: give it back as abandoned.
   *
   * @param reason why, for people
   */
  record Abandon(AttemptKey attempt, String reason) implements Action {}

  /**
   * The request may be at the target: stop waiting for it and report a failed attempt, or the
   * response if its status line was read.
   *
   * @param reason why, for people
   */
  record Cancel(AttemptKey attempt, String reason) implements Action {}

  /**
   * The attempt is a minute past its deadline: report so, or the response if its status line was
   * read, whatever its thread does.
   */
  record Overdue(AttemptKey attempt) implements Action {}
}
