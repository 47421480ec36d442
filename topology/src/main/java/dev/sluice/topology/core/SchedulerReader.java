package dev.sluice.topology.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads the state of one partition, from any thread. What it sees may be up to one commit early,
 * and decides nothing; buckets and counters are as of the last commit.
 */
public final class SchedulerReader {

  private final ReadTable definitions;
  private final ReadTable index;

  /** A reader of the tables that a {@link Scheduler} writes. */
  public SchedulerReader(ReadTable definitions, ReadTable index) {
    this.definitions = definitions;
    this.index = index;
  }

  /** A queue as it is stored. */
  record Found(long id, QueueSnapshot snapshot) {}

  private @Nullable Found find(String queueName) {
    byte[] id = index.get(Keys.ofName(Keys.QUEUE_BY_NAME, queueName));
    return id == null ? null : find(new ByteReader(id).i64());
  }

  private @Nullable Found find(long queueId) {
    byte[] record = index.get(Keys.of(Keys.QUEUE, queueId));
    return record == null ? null : new Found(queueId, QueueRecord.of(record).snapshot());
  }

  /** Returns a queue. */
  public Optional<QueueSnapshot> queue(String queueName) {
    return Optional.ofNullable(find(queueName)).map(Found::snapshot);
  }

  /** Returns up to {@code limit} queues whose names start with a prefix, after a name, in order. */
  public List<QueueSnapshot> queues(String prefix, String afterName, int limit) {
    byte[] start = Keys.ofName(Keys.QUEUE_BY_NAME, prefix);
    byte[] after = Keys.after(Keys.ofName(Keys.QUEUE_BY_NAME, afterName));
    byte[] from = Arrays.compareUnsigned(start, after) < 0 ? after : start;
    List<QueueSnapshot> page = new ArrayList<>();
    byte[] end = Keys.endOf(start);
    if (Arrays.compareUnsigned(from, end) >= 0) {
      return page;
    }
    try (ReadTable.Cursor cursor = index.range(from, end)) {
      while (page.size() < limit && cursor.next()) {
        Found found = find(new ByteReader(cursor.value()).i64());
        if (found != null) {
          page.add(found.snapshot());
        }
      }
    }
    return page;
  }

  /** Returns a queue's figures; zeros for an unknown queue. */
  public QueueStats stats(String queueName, long nowMicros) {
    Found queue = find(queueName);
    byte[] stored = queue == null ? null : index.get(Keys.of(Keys.QUEUE_MOTION, queue.id()));
    if (queue == null || stored == null) {
      return new QueueStats(
          new Budget.Pending(0, 0, 0),
          Budget.INHERITED,
          0,
          0,
          0,
          false,
          false,
          0,
          OptionalLong.empty());
    }
    QueueMotion motion = QueueMotion.of(stored);
    QueueSettings settings = queue.snapshot().settings();
    Pace pace = motion.pace().after(motion.bucket(), settings, nowMicros);
    // A range of records that wait may hold some that are not counted; the queue is full with it.
    long held =
        Holds.read(index, queue.id()).stream().mapToLong(hold -> Math.max(1, hold.count)).sum();
    return new QueueStats(
        new Budget.Pending(motion.tasks(), motion.bytes(), held),
        settings.budget(),
        motion.occupied(),
        pace.refilled(motion.bucket(), settings, nowMicros).tokens(),
        pace.ratePerSecond(settings, nowMicros),
        pace.protects(settings),
        pace.ramps(settings, nowMicros),
        motion.executed().lastMinute(nowMicros),
        oldestDue(queue.id(), motion));
  }

  private OptionalLong oldestDue(long queueId, QueueMotion motion) {
    byte[] end = Keys.endOf(Keys.of(Keys.AGENDA, queueId));
    if (Arrays.compareUnsigned(motion.agendaMark(), end) >= 0) {
      return OptionalLong.empty();
    }
    try (ReadTable.Cursor cursor = index.range(motion.agendaMark(), end)) {
      return cursor.next() ? OptionalLong.of(Agenda.dueMicros(cursor.key())) : OptionalLong.empty();
    }
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
    Found queue = find(queueName);
    if (queue == null) {
      return new NoQueue();
    }
    Definition definition = definition(queue.id(), taskId);
    if (definition == null) {
      return tombstone(queue.id(), taskId) == null ? new Unknown() : new Gone();
    }
    if (purged(queue, definition)) {
      return definition.generatedName() ? new Unknown() : new Gone();
    }
    return new Living(snapshot(queue, taskId, definition));
  }

  /** Some tasks of a queue, and the id to go on after; empty when there are no more. */
  public record TaskPage(List<TaskSnapshot> tasks, String nextAfterId) {}

  /** Returns up to {@code limit} tasks after an id, by id; empty when the queue is unknown. */
  public Optional<TaskPage> tasks(String queueName, String afterId, int limit) {
    return Optional.ofNullable(find(queueName)).map(queue -> page(queue, afterId, limit));
  }

  /** Purged tasks that are not swept yet count against the page, so that it takes bounded time. */
  private TaskPage page(Found queue, String afterId, int limit) {
    byte[] prefix = Keys.definitions(queue.id());
    byte[] from = afterId.isEmpty() ? prefix : Keys.after(Keys.definition(queue.id(), afterId));
    List<TaskSnapshot> tasks = new ArrayList<>();
    String lastId = "";
    int seen = 0;
    try (ReadTable.Cursor cursor = definitions.range(from, Keys.endOf(prefix))) {
      while (cursor.next()) {
        if (seen++ == limit) {
          return new TaskPage(tasks, lastId);
        }
        lastId = new ByteReader(cursor.key(), Long.BYTES).restAsText();
        Definition definition = Definition.of(cursor.value());
        if (!purged(queue, definition)) {
          tasks.add(snapshot(queue, lastId, definition));
        }
      }
    }
    return new TaskPage(tasks, "");
  }

  /** Returns a dead letter. */
  public Optional<Decision.DeadLettered> deadLetter(long sequence) {
    return Optional.ofNullable(DeadLetterRecord.find(definitions, index, sequence))
        .map(DeadLetterRecord::letter);
  }

  /** Returns up to {@code limit} dead letters of a queue after a sequence, oldest first. */
  public List<Decision.DeadLettered> deadLetters(String queueName, long afterSequence, int limit) {
    byte[] prefix = Keys.ofNamePrefix(Keys.DEAD_LETTER_BY_QUEUE, queueName);
    long first = Micros.add(Math.max(0, afterSequence), 1);
    byte[] from = Keys.ofName(Keys.DEAD_LETTER_BY_QUEUE, queueName, first);
    List<Decision.DeadLettered> page = new ArrayList<>();
    try (ReadTable.Cursor cursor = index.range(from, Keys.endOf(prefix))) {
      while (page.size() < limit && cursor.next()) {
        deadLetter(new ByteReader(cursor.key(), prefix.length).i64()).ifPresent(page::add);
      }
    }
    return page;
  }

  /** Returns the highest processed offset of an input topic. */
  public OptionalLong processed(InputTopic topic) {
    return Offsets.find(index, topic);
  }

  /**
   * Returns what became of a create whose record has been processed. A refusal is known for a
   * minute, and told only if the record was of that queue. Otherwise it was created exactly if its
   * coordinates are the incarnation of the living task or of the tombstone. Where neither is left,
   * as after a task without a name of its own, it was created.
   */
  public Decision.Verdict.Result verdictOfCreate(Coordinates at, String queueName, String taskId) {
    return Verdicts.findRefusal(index, at, queueName).orElseGet(() -> shown(at, queueName, taskId));
  }

  private Decision.Verdict.Result shown(Coordinates at, String queueName, String taskId) {
    if (Parking.holds(index, queueName, taskId, at)
        || WaitingRoom.holds(index, queueName + "/tasks/" + taskId, at)) {
      return new Decision.Verdict.Parked();
    }
    Found queue = find(queueName);
    if (queue == null) {
      return Refusals.NO_QUEUE;
    }
    Definition definition = definition(queue.id(), taskId);
    Tombstone tombstone = tombstone(queue.id(), taskId);
    if (tombstone != null && tombstone.incarnation().equals(at)) {
      return new Decision.Verdict.Created();
    }
    if ((definition == null || !definition.incarnation().equals(at)) && waits(queue, at)) {
      return new Decision.Verdict.Parked();
    }
    if (definition != null && !definition.incarnation().equals(at)) {
      return purged(queue, definition) ? Refusals.TASK_EXISTED : Refusals.TASK_EXISTS;
    }
    return definition == null && tombstone != null
        ? Refusals.TASK_EXISTED
        : new Decision.Verdict.Created();
  }

  /** Whether a record may be one that waits in its topic for room. */
  private boolean waits(Found queue, Coordinates at) {
    return Holds.read(index, queue.id()).stream()
        .anyMatch(hold -> hold.topic == at.topic() && hold.covers(at.offset()));
  }

  /** Returns the lowest offset of a topic that may be of a record that waits for room. */
  public OptionalLong lowestHeld(InputTopic topic) {
    long lowest = Holds.lowest(index, topic);
    return lowest == Micros.NEVER ? OptionalLong.empty() : OptionalLong.of(lowest);
  }

  /** Returns what became of a command, for a minute after it; empty when no longer known. */
  public Optional<Decision.Verdict.Result> verdictOfCommand(long offset) {
    return Verdicts.find(index, offset);
  }

  private @Nullable Definition definition(long queueId, String taskId) {
    byte[] value = definitions.get(Keys.definition(queueId, taskId));
    return value == null ? null : Definition.of(value);
  }

  private @Nullable Tombstone tombstone(long queueId, String taskId) {
    byte[] value = index.get(Keys.of(Keys.TOMBSTONE, queueId, taskId));
    return value == null ? null : Tombstone.of(value);
  }

  private TaskSnapshot snapshot(Found queue, String taskId, Definition definition) {
    byte[] stored = index.get(Keys.of(Keys.STATUS, queue.id(), taskId));
    Status status = stored == null ? Status.initial(definition) : Status.of(stored);
    return Task.snapshot(queue.snapshot().name(), taskId, definition, status);
  }

  private static boolean purged(Found queue, Definition definition) {
    return definition.appendedMicros() < queue.snapshot().purgeMicros();
  }
}
