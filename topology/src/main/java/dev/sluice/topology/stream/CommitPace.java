package dev.sluice.topology.stream;

/**
 * When the transaction of one thread ends. It is one for all partitions of the thread, so they
 * share this, too. Used by one thread.
 *
 * <p>A transaction that somebody waits for (a worker, or whoever created a task) ends at once,
 * unless the one before it has only just: then it ends once the interval is over, so that there are
 * not more of them than the interval allows. Only with very many dispatches it ends sooner. One
 * that nobody waits for (what workers hold, attempts that ended) is left to the far longer interval
 * of Streams.
 */
final class CommitPace {

  /** With so many dispatches the transaction does not wait for the interval to end. */
  private static final int DISPATCHES_PER_COMMIT = 128;

  private final long intervalMicros;

  private boolean open;
  private boolean awaited;
  private int dispatches;
  private long endedMicros;

  /**
   * Starts without an open transaction.
   *
   * @param intervalMicros the least time between the ends of two transactions, by and large
   */
  CommitPace(long intervalMicros) {
    this.intervalMicros = intervalMicros;
    this.endedMicros = Long.MIN_VALUE / 2;
  }

  /** Something was done that nobody waits for. */
  void did() {
    open = true;
  }

  /** Something was done that somebody waits for; returns whether the transaction is to end now. */
  boolean didAwaited(long nowMicros) {
    open = true;
    awaited = true;
    return isDue(nowMicros);
  }

  /** An attempt was dispatched; returns whether the transaction is to end now. */
  boolean dispatched(long nowMicros) {
    dispatches++;
    return didAwaited(nowMicros);
  }

  /** Returns whether the transaction is to end now. */
  boolean isDue(long nowMicros) {
    return awaited
        && (dispatches >= DISPATCHES_PER_COMMIT || nowMicros - endedMicros >= intervalMicros);
  }

  /** The transaction ends. One in which nothing was done does not count. */
  void ended(long nowMicros) {
    if (open) {
      open = false;
      awaited = false;
      dispatches = 0;
      endedMicros = nowMicros;
    }
  }
}
