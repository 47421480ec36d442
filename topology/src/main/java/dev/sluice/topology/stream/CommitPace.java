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
 *
 * <p>The interval counts from when the commit before was through, and is as long as that took if it
 * took longer, as with brokers that are slow to replicate: a thread that commits again as soon as
 * it has a single record would do nothing else, and fall behind ever more.
 */
final class CommitPace {

  /** With so many dispatches the transaction does not wait for the interval to end. */
  private static final int DISPATCHES_PER_COMMIT = 512;

  /** Nor with so much payload in them, which the workers might take in meanwhile. */
  private static final long BYTES_PER_COMMIT = 4 << 20;

  /** One slow commit must not hold up the next for long. */
  private static final long LONGEST_REST_MICROS = 500_000;

  private final long intervalMicros;

  private boolean open;
  private boolean awaited;
  private int dispatches;
  private long dispatchedBytes;
  private boolean committing;
  private long endedMicros;
  private long restMicros;

  /**
   * Starts without an open transaction. All times are microseconds of a clock that only goes on.
   *
   * @param intervalMicros the least time from one commit to the beginning of the next
   */
  CommitPace(long intervalMicros) {
    this.intervalMicros = intervalMicros;
    this.endedMicros = Long.MIN_VALUE / 2;
    this.restMicros = intervalMicros;
  }

  /** Something was done that nobody waits for. */
  void did() {
    open = true;
  }

  /** Something was done that somebody waits for; returns whether the transaction is to end now. */
  boolean didAwaited(long elapsedMicros) {
    open = true;
    awaited = true;
    return isDue(elapsedMicros);
  }

  /** An attempt was dispatched; returns whether the transaction is to end now. */
  boolean dispatched(int payloadBytes, long elapsedMicros) {
    dispatches++;
    dispatchedBytes += payloadBytes;
    return didAwaited(elapsedMicros);
  }

  /** Whether somebody waits for the transaction to end. */
  boolean isAwaited() {
    return awaited;
  }

  /** Returns how long it is until a transaction may end; negative: so long ago it might have. */
  long untilDueMicros(long elapsedMicros) {
    return endedMicros + restMicros - elapsedMicros;
  }

  /** Returns whether the transaction is to end now. */
  boolean isDue(long elapsedMicros) {
    return awaited
        && (dispatches >= DISPATCHES_PER_COMMIT
            || dispatchedBytes >= BYTES_PER_COMMIT
            || elapsedMicros - endedMicros >= restMicros);
  }

  /** The transaction is about to be committed. One in which nothing was done does not count. */
  void ended(long elapsedMicros) {
    if (open) {
      open = false;
      committing = true;
      awaited = false;
      dispatches = 0;
      dispatchedBytes = 0;
      endedMicros = elapsedMicros;
      restMicros = intervalMicros;
    }
  }

  /** It is committed. */
  void committed(long elapsedMicros) {
    if (committing) {
      committing = false;
      restMicros = Math.clamp(elapsedMicros - endedMicros, intervalMicros, restLimit());
      endedMicros = elapsedMicros;
    }
  }

  private long restLimit() {
    return Math.max(intervalMicros, LONGEST_REST_MICROS);
  }
}
