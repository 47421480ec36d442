package dev.sluice.bench.drills;

/**
 * A task that somebody wanted.
 *
 * @param queue id of its queue
 * @param number unique in the drill
 * @param plannedNanos when it was to be created
 * @param answeredNanos when its creator was told what became of it
 */
record Wanted(String queue, int number, long plannedNanos, long answeredNanos, Answer answer) {

  enum Answer {
    ACKNOWLEDGED,
    /** No room in the queue. */
    REFUSED,
    /** Not told in time. */
    UNKNOWN
  }

  boolean acknowledged() {
    return answer == Answer.ACKNOWLEDGED;
  }
}
