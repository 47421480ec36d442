package dev.sluice.topology.core;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** The scheduler of one partition. */
@SuppressWarnings("DoNotCallSuggester")
public final class Scheduler {

  /**
   * Opens the scheduler over its tables. Reads a bounded number of entries: nothing is scanned.
   *
   * @param partition the scheduler's partition
   * @param lanes lanes per partition: this partition's are partition * lanes and the following
   * @param nowMicros the scheduler's time
   */
  public Scheduler(Table definitions, Table index, int partition, int lanes, long nowMicros) {
    throw new UnsupportedOperationException();
  }

  /**
   * Takes in one record.
   *
   * @param at coordinates of the record as it was read
   * @return false if the record had been processed before and was skipped
   */
  public boolean process(Coordinates at, Input input, long nowMicros, Consumer<Decision> out) {
    throw new UnsupportedOperationException();
  }

  /**
   * Does what time brings: due tasks, barriers, expiry, sweeps.
   *
   * @param outOfTime asked between steps; once true, the rest waits for the next tick
   * @return whether work was left over
   */
  public boolean tick(long nowMicros, BooleanSupplier outOfTime, Consumer<Decision> out) {
    throw new UnsupportedOperationException();
  }

  /** Writes the moving state (buckets, counters, sequences, offsets); called before each commit. */
  public void flush() {
    throw new UnsupportedOperationException();
  }

  /** Outcomes of unknown sequences that were ignored since this scheduler was opened. */
  public long unknownOutcomes() {
    throw new UnsupportedOperationException();
  }
}
