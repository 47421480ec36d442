package dev.sluice.bench.drills;

/** How the target answers the requests of a queue. Runs on a thread of its own, and may wait. */
@FunctionalInterface
interface Handler {

  /** Instead of a status: the connection is closed without an answer. */
  int HANG_UP = -1;

  /** Succeeds at once. */
  Handler QUICK = (_, _) -> 200;

  /**
   * Answers a request.
   *
   * @param earlier requests that came for the same task before
   * @return an HTTP status, or {@link #HANG_UP}
   */
  int handle(int task, int earlier) throws InterruptedException;
}
