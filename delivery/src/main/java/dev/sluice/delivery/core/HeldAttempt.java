package dev.sluice.delivery.core;

/** The moving part of an attempt from its receipt until its outcome is acknowledged. */
final class HeldAttempt {

  /**
   * Where an attempt is.
   *
   * <pre>
   * WAITING --> STARTED --> SENT --> ENDED --> (forgotten)
   *    |           |                   ^
   *    +-----------+-------------------+
   * </pre>
   */
  enum State {
    /**
     * Committed, but another attempt has to end before, or the worker's Holdings are not fresh:
     * nothing may start.
     */
    WAITING,
    /** Its thread runs and has written nothing yet. */
    STARTED,
    /** The request may be at the target. */
    SENT,
    /** Its outcome is known and on its way to Kafka. */
    ENDED
  }

  final AttemptKey key;
  final long bytes;
  final long deadlineNanos;
  final long receivedNanos;

  /** Sequence of the attempt that has to end before it; 0: none, or not any more. */
  private long after;

  private State state = State.WAITING;
  private long startedNanos;

  HeldAttempt(AttemptKey key, long after, long bytes, long deadlineNanos, long receivedNanos) {
    this.key = key;
    this.after = after;
    this.bytes = bytes;
    this.deadlineNanos = deadlineNanos;
    this.receivedNanos = receivedNanos;
  }

  boolean is(State asked) {
    return state == asked;
  }

  /** Whether it may be started as far as other attempts go. */
  boolean isNext() {
    return state == State.WAITING && after == 0;
  }

  long after() {
    return after;
  }

  void follow(long sequence) {
    after = sequence;
  }

  boolean isUnsent() {
    return state == State.WAITING || state == State.STARTED;
  }

  void start(long nowNanos) {
    state = State.STARTED;
    startedNanos = nowNanos;
  }

  void send() {
    state = State.SENT;
  }

  void end() {
    state = State.ENDED;
  }

  boolean isOverdue(long nowNanos, long marginNanos) {
    boolean running = state == State.STARTED || state == State.SENT;
    return running && nowNanos - startedNanos - marginNanos >= deadlineNanos;
  }
}
