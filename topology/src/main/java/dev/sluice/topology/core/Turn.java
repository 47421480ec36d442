package dev.sluice.topology.core;

import java.util.function.Consumer;

/**
 * One call into the scheduler: its time, and where decisions go.
 *
 * @param nowMicros the scheduler's time
 */
record Turn(long nowMicros, Consumer<Decision> out) {

  void emit(Decision decision) {
    out.accept(decision);
  }
}
