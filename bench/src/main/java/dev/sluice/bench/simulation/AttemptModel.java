package dev.sluice.bench.simulation;

import dev.sluice.delivery.core.AttemptKey;
import org.jspecify.annotations.Nullable;

/** An attempt whose outcome the scheduler has not read. */
final class AttemptModel {

  final AttemptKey key;
  final TaskModel task;
  final boolean forced;
  final long dueMicros;
  final long dispatchMicros;

  /** The attempt that has to end before it starts; null: none. */
  final @Nullable AttemptModel after;

  /** Whether another one starts when it ends. */
  boolean followed;

  /** Declared lost, seen in the tables. */
  boolean lost;

  /**
   * May have been declared lost: nothing shows it for an attempt that its task waits for no more.
   */
  boolean mayBeLost;

  /** Log time at which a worker named it last, or at which it was first known to be received. */
  long namedMicros = -1;

  AttemptModel(
      AttemptKey key,
      TaskModel task,
      @Nullable AttemptModel after,
      boolean forced,
      long dueMicros,
      long dispatchMicros) {
    this.key = key;
    this.task = task;
    this.after = after;
    this.forced = forced;
    this.dueMicros = dueMicros;
    this.dispatchMicros = dispatchMicros;
  }

  boolean surelyHolds() {
    return !lost && !mayBeLost;
  }

  @Override
  public String toString() {
    return key.lane() + ":" + key.sequence() + " of " + task;
  }
}
