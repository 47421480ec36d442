package dev.sluice.topology.core;

import org.jspecify.annotations.Nullable;

/**
 * Looks once, after the scheduler was opened, at the queues that are to be looked at later: by a
 * clock that was ahead of this one they would be looked at only when this one gets there. A
 * scheduler's own clock never goes back, so this happens only when another takes over.
 */
final class ClockSteps implements Chore {

  private static final int STEP = 20;

  private final Queues queues;
  private final WakeUps wakeUps;
  private byte @Nullable [] passed;

  ClockSteps(Partition partition, long nowMicros) {
    this.queues = partition.queues();
    this.wakeUps = partition.wakeUps();
    this.passed = Keys.of(Keys.WAKE_UP, nowMicros);
  }

  @Override
  public boolean step(Turn turn) {
    for (int i = 0; i < STEP && passed != null; i++) {
      WakeUps.WakeUp next = wakeUps.firstAfter(passed);
      passed = next == null ? null : next.key();
      Queue queue = next == null ? null : queues.byId(next.queueId());
      if (queue != null) {
        wakeUps.refresh(queue, turn.nowMicros());
      }
    }
    return passed != null;
  }
}
