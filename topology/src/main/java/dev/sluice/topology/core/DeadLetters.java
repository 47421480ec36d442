package dev.sluice.topology.core;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The tasks and records that were given up, kept for 31 days. */
final class DeadLetters implements Chore {

  private static final long KEPT_MICROS = 31L * 86_400 * Micros.PER_SECOND;
  private static final int STEP = 20;
  private static final byte[] NOTHING = {};

  private final Table definitions;
  private final Table index;
  private final OrderedRange bySequence;
  private final Counters counters;
  private final Tasks tasks;

  DeadLetters(Table definitions, Table index, Ranges ranges, Counters counters, Tasks tasks) {
    this.definitions = definitions;
    this.index = index;
    this.bySequence = ranges.open(Keys.DEAD_LETTER);
    this.counters = counters;
    this.tasks = tasks;
  }

  /** Gives a living task up. */
  void bury(Task task, Decision.DeadLettered.Cause cause, String message, Turn turn) {
    Status status = task.status;
    Definition definition = task.definition;
    add(
        new Decision.DeadLettered(
            counters.nextDeadLetter(),
            task.queue.name(),
            DeadLetterRecord.taskName(task.queue.name(), task.id),
            cause,
            message,
            turn.nowMicros(),
            Optional.of(definition.payload()),
            status.dispatchCount,
            status.responseCount,
            status.attempts,
            definition.incarnation(),
            NOTHING),
        definition.createMicros(),
        definition.deadlineMillis(),
        definition.terms(),
        definition.generatedName(),
        turn);
    tasks.end(task, turn);
    Events.emit(Decision.Event.Kind.DEAD_LETTERED, task, 0, turn);
  }

  /** Gives up a create whose queue never came to be. */
  void bury(Input.Create create, Turn turn) {
    add(
        new Decision.DeadLettered(
            counters.nextDeadLetter(),
            create.queueName(),
            DeadLetterRecord.taskName(create.queueName(), create.taskId()),
            Decision.DeadLettered.Cause.UNKNOWN_QUEUE,
            "queue: " + create.queueName() + " (expected: one that exists within 60 s)",
            turn.nowMicros(),
            Optional.of(create.payload()),
            0,
            0,
            List.of(),
            create.incarnation(),
            NOTHING),
        create.createMicros(),
        create.deadlineMillis(),
        create.terms(),
        create.generatedName(),
        turn);
  }

  /** Keeps a record that cannot become a task. */
  void bury(Input.Unusable unusable, Turn turn) {
    add(
        new Decision.DeadLettered(
            counters.nextDeadLetter(),
            unusable.queueName(),
            unusable.taskName(),
            unusable.cause(),
            unusable.message(),
            turn.nowMicros(),
            Optional.empty(),
            0,
            0,
            List.of(),
            unusable.source(),
            unusable.raw()),
        0,
        0,
        Terms.PLAIN,
        false,
        turn);
  }

  private void add(
      Decision.DeadLettered letter,
      long createMicros,
      long deadlineMillis,
      Terms terms,
      boolean generatedName,
      Turn turn) {
    DeadLetterRecord stored =
        new DeadLetterRecord(letter, createMicros, deadlineMillis, terms, generatedName);
    bySequence.put(Keys.of(Keys.DEAD_LETTER, letter.sequence()), stored.toBytes());
    index.put(
        Keys.ofName(Keys.DEAD_LETTER_BY_QUEUE, letter.queueName(), letter.sequence()), NOTHING);
    letter
        .payload()
        .ifPresent(payload -> definitions.put(Keys.deadLetterPayload(letter.sequence()), payload));
    turn.emit(letter);
  }

  @Nullable DeadLetterRecord find(long sequence) {
    return DeadLetterRecord.find(definitions, index, sequence);
  }

  void remove(DeadLetterRecord stored, Turn turn) {
    Decision.DeadLettered letter = stored.letter();
    bySequence.delete(Keys.of(Keys.DEAD_LETTER, letter.sequence()));
    index.delete(Keys.ofName(Keys.DEAD_LETTER_BY_QUEUE, letter.queueName(), letter.sequence()));
    if (letter.payload().isPresent()) {
      definitions.delete(Keys.deadLetterPayload(letter.sequence()));
    }
    turn.emit(new Decision.DeadLetterRemoved(letter.sequence()));
  }

  @Override
  public boolean step(Turn turn) {
    for (int i = 0; i < STEP; i++) {
      OrderedRange.Entry entry = bySequence.head();
      if (entry == null
          || Micros.add(DeadLetterRecord.deadMicros(entry.value()), KEPT_MICROS)
              > turn.nowMicros()) {
        return false;
      }
      DeadLetterRecord oldest = find(DeadLetterRecord.sequence(entry.key()));
      if (oldest == null) {
        throw new IllegalStateException("dead letter: none (expected: the one just seen)");
      }
      remove(oldest, turn);
    }
    return true;
  }
}
