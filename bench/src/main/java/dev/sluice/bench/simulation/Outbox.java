package dev.sluice.bench.simulation;

import dev.sluice.topology.core.InputTopic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * A worker's producer: records reach the log in order, some time later, and are acknowledged later
 * still.
 */
final class Outbox {

  private static final class Write {
    final int partition;
    final Draft draft;
    final Runnable acknowledged;
    final long appendMicros;
    final long ackMicros;
    final boolean isOutcome;
    boolean appended;

    Write(
        int partition,
        Draft draft,
        Runnable acknowledged,
        long appendMicros,
        long ackMicros,
        boolean isOutcome) {
      this.partition = partition;
      this.draft = draft;
      this.acknowledged = acknowledged;
      this.appendMicros = appendMicros;
      this.ackMicros = ackMicros;
      this.isOutcome = isOutcome;
    }
  }

  private final World world;
  private final Deque<Write> writes = new ArrayDeque<>();

  /** How long the log takes to answer just now, if it is slow. */
  long slownessMicros;

  Outbox(World world) {
    this.world = world;
  }

  boolean isEmpty() {
    return writes.isEmpty();
  }

  void write(int partition, Draft draft, boolean isOutcome, Runnable acknowledged) {
    long now = world.clock.nowMicros();
    long appendMicros = now + world.between(0, world.chance(0.1) ? 30_000 : 1_000);
    // Slow may mean that the record is late or only its acknowledgement.
    appendMicros += world.random.nextBoolean() ? slownessMicros : 0;
    long ackMicros = Math.max(appendMicros, now + slownessMicros) + world.between(0, 2_000);
    writes.add(new Write(partition, draft, acknowledged, appendMicros, ackMicros, isOutcome));
  }

  void deliver() {
    long now = world.clock.nowMicros();
    List<Runnable> acknowledged = new ArrayList<>();
    boolean inOrder = true;
    for (Iterator<Write> each = writes.iterator(); each.hasNext(); ) {
      Write write = each.next();
      if (!write.appended && inOrder && write.appendMicros <= now) {
        append(write);
      }
      inOrder &= write.appended;
      if (write.appended && write.ackMicros <= now) {
        each.remove();
        acknowledged.add(write.acknowledged);
      }
    }
    acknowledged.forEach(Runnable::run);
  }

  private void append(Write write) {
    write.appended = true;
    Draft draft =
        (at, appendedMicros) -> BrokenRules.asWritten(world, write.draft.at(at, appendedMicros));
    world.append(write.partition, InputTopic.OUTCOMES, draft);
    if (world.breaks(Broken.SLOTS_RELEASED_TWICE)) {
      world.append(write.partition, InputTopic.OUTCOMES, draft);
    }
    if (world.breaks(Broken.OUTCOMES_APPLIED_TWICE)) {
      world.append(
          write.partition,
          InputTopic.OUTCOMES,
          (at, appendedMicros) -> BrokenRules.ofNext(draft.at(at, appendedMicros)));
    }
  }

  /** The worker is killed: what was on its way may still arrive, in order. */
  void die() {
    int arriving = world.random.nextInt(writes.size() + 1);
    for (Write write : writes) {
      if (!write.appended && arriving-- > 0) {
        append(write);
      }
      if (write.isOutcome) {
        world.coverage.saw(
            write.appended ? Seen.FAULT_KILLED_BEFORE_ACK : Seen.FAULT_KILLED_BEFORE_OUTCOME);
      }
    }
    writes.clear();
    slownessMicros = 0;
  }
}
