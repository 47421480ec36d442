package dev.sluice.topology.core;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads the state of one partition, from any thread. What it sees may be up to one commit early,
 * and decides nothing; buckets and counters are as of the last commit.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class SchedulerReader {

  /** A reader of the tables that a {@link Scheduler} writes. */
  public SchedulerReader(ReadTable definitions, ReadTable index) {
    throw new UnsupportedOperationException();
  }

  /** Returns a queue. */
  public Optional<QueueSnapshot> queue(String queueName) {
    throw new UnsupportedOperationException();
  }

  /** Returns up to {@code limit} queues whose names start with a prefix, after a name, in order. */
  public List<QueueSnapshot> queues(String prefix, String afterName, int limit) {
    throw new UnsupportedOperationException();
  }

  /** Returns a queue's figures; zeros for an unknown queue. */
  public QueueStats stats(String queueName, long nowMicros) {
    throw new UnsupportedOperationException();
  }

  /** What is known of a task's name. */
  public sealed interface TaskLookup {}

  /** The task lives. */
  public record Living(TaskSnapshot task) implements TaskLookup {}

  /** The task is gone, and its name still taken. */
  public record Gone() implements TaskLookup {}

  /** No such task. */
  public record Unknown() implements TaskLookup {}

  /** No such queue. */
  public record NoQueue() implements TaskLookup {}

  /** Looks a task up. */
  public TaskLookup task(String queueName, String taskId) {
    throw new UnsupportedOperationException();
  }

  /** Some tasks of a queue, and the id to go on after; empty when there are no more. */
  public record TaskPage(List<TaskSnapshot> tasks, String nextAfterId) {}

  /** Returns up to {@code limit} tasks after an id, by id; empty when the queue is unknown. */
  public Optional<TaskPage> tasks(String queueName, String afterId, int limit) {
    throw new UnsupportedOperationException();
  }

  /** Returns a dead letter. */
  public Optional<Decision.DeadLettered> deadLetter(long sequence) {
    throw new UnsupportedOperationException();
  }

  /** Returns up to {@code limit} dead letters of a queue after a sequence, oldest first. */
  public List<Decision.DeadLettered> deadLetters(String queueName, long afterSequence, int limit) {
    throw new UnsupportedOperationException();
  }

  /** Returns the highest processed offset of an input topic. */
  public OptionalLong processed(InputTopic topic) {
    throw new UnsupportedOperationException();
  }

  /**
   * Returns what became of a create whose record has been processed: created exactly if its
   * coordinates are the incarnation of the living task or of the tombstone.
   */
  public Decision.Verdict.Result verdictOfCreate(Coordinates at, String queueName, String taskId) {
    throw new UnsupportedOperationException();
  }

  /** Returns what became of a command, for a minute after it; empty when no longer known. */
  public Optional<Decision.Verdict.Result> verdictOfCommand(long offset) {
    throw new UnsupportedOperationException();
  }
}
