package dev.sluice.bench.drills;

/** A request that the target got. Written by the thread that answers it, read by others. */
final class Visit {

  /** Of a visit that has not been answered. */
  private static final int OPEN = 0;

  private final String queue;
  private final int task;
  private final long arrivedNanos;
  private volatile long answeredNanos = Long.MAX_VALUE;
  private volatile int status = OPEN;

  /**
   * A request has come.
   *
   * @param queue id of its queue
   * @param arrivedNanos of this machine's monotonic clock
   */
  Visit(String queue, int task, long arrivedNanos) {
    this.queue = queue;
    this.task = task;
    this.arrivedNanos = arrivedNanos;
  }

  /** It is answered; its sender may have been gone. */
  Visit answered(int withStatus, long nowNanos) {
    answeredNanos = nowNanos;
    status = withStatus;
    return this;
  }

  String queue() {
    return queue;
  }

  int task() {
    return task;
  }

  long arrivedNanos() {
    return arrivedNanos;
  }

  /** When its answer was ready; the end of time if it is still open. */
  long answeredNanos() {
    return answeredNanos;
  }

  boolean succeeded() {
    return status == 200;
  }

  /** Returns whether its sender was told that it failed, so that another attempt is due. */
  boolean failed() {
    return status != OPEN && status != 200;
  }

  boolean isOpenAt(long nanos) {
    return arrivedNanos <= nanos && answeredNanos > nanos;
  }

  @Override
  public String toString() {
    return queue + "/" + task + " " + status;
  }
}
