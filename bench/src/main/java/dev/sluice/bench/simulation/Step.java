package dev.sluice.bench.simulation;

import dev.sluice.delivery.core.AttemptKey;
import dev.sluice.topology.core.Coordinates;
import dev.sluice.topology.core.Decision;
import dev.sluice.topology.core.Input;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One call of a scheduler.
 *
 * @param life which of the partition's schedulers it was
 * @param at the record; null: a tick
 * @param nowMicros the time it was called with
 * @param decisions what it decided, in order
 * @param lost which attempts its tables showed as lost afterwards, that had not been before
 */
record Step(
    int life,
    @Nullable Coordinates at,
    Input input,
    long nowMicros,
    List<Decision> decisions,
    Set<AttemptKey> lost) {

  boolean isTick() {
    return at == null;
  }
}
