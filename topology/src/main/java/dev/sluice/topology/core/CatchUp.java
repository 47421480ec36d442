package dev.sluice.topology.core;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Lets in what waits, once there is room. The topic is read again in rounds: each begins where the
 * next queue with room has its first record, round robin, and serves all queues whose first records
 * lie behind. A queue that is full again leaves the round, since what comes after the record that
 * found no room must not overtake it.
 */
final class CatchUp {

  /** A round ends after so many records, so that the next queue has its turn. */
  private static final int ROUND = 10_000;

  /** After so many queues were looked at in vain, that rests for a millisecond each time. */
  private static final int LOOKS_PER_MILLI = 10;

  /**
   * Nothing waits for longer: after 24 h compaction may take all but the last of the records that
   * have the same key, and records with a queue's name as their key all do.
   */
  private static final long LONGEST_WAIT_MICROS = 20 * 3_600 * Micros.PER_SECOND;

  private final Holds holds;
  private final Admission admission;
  private final Queues queues;
  private final Births births;
  private final TaskCommands tasks;
  private final WaitingRoom waitingRoom;
  private final DeadLetters deadLetters;
  private final Map<InputTopic, Round> rounds = new EnumMap<>(InputTopic.class);

  /** What is being read again of a topic. */
  private static final class Round {
    long queueId;
    int left;
    long restMicros;
  }

  CatchUp(
      Holds holds,
      Admission admission,
      Partition partition,
      Births births,
      TaskCommands tasks,
      WaitingRoom waitingRoom,
      DeadLetters deadLetters) {
    this.holds = holds;
    this.admission = admission;
    this.queues = partition.queues();
    this.births = births;
    this.tasks = tasks;
    this.waitingRoom = waitingRoom;
    this.deadLetters = deadLetters;
  }

  /** Begins a round; returns where to read from, empty if nothing is to be read now. */
  OptionalLong begin(InputTopic topic, long nowMicros) {
    Round round = round(topic);
    if (!admission.mayExceed() || nowMicros < round.restMicros) {
      return OptionalLong.empty();
    }
    Holds.Hold first = first(topic, round.queueId, nowMicros);
    if (first == null) {
      round.restMicros = nowMicros + holds.of(topic).size() / LOOKS_PER_MILLI * 1_000L;
      return OptionalLong.empty();
    }
    round.queueId = first.queueId;
    round.left = ROUND;
    for (Holds.Hold hold : holds.of(topic)) {
      hold.inReach = hold.next >= first.next && isReady(hold, nowMicros);
    }
    return OptionalLong.of(first.next);
  }

  private Round round(InputTopic topic) {
    return rounds.computeIfAbsent(topic, _ -> new Round());
  }

  private Holds.@Nullable Hold first(InputTopic topic, long afterQueueId, long nowMicros) {
    Holds.Hold hold = holds.after(topic, afterQueueId);
    for (int i = holds.of(topic).size(); hold != null && i > 0; i--) {
      if (isReady(hold, nowMicros)) {
        return hold;
      }
      hold = holds.after(topic, hold.queueId);
    }
    return null;
  }

  private boolean isReady(Holds.Hold hold, long nowMicros) {
    Queue queue = queues.byId(hold.queueId);
    return queue != null && (admission.hasRoom(queue) || isOverdue(hold.oldestMicros, nowMicros));
  }

  private boolean isOverdue(long appendedMicros, long nowMicros) {
    return admission.mayExceed() && nowMicros - appendedMicros > LONGEST_WAIT_MICROS;
  }

  /**
   * Takes in a record that was read again, if it is one that waits and there is room.
   *
   * @return false if it waits and cannot be read just now
   */
  boolean offer(Coordinates at, long appendedMicros, Input input, Turn turn) {
    round(at.topic()).left--;
    switch (input) {
      case Input.Create create -> offer(at, create, turn);
      case Input.Delete delete -> offer(at, appendedMicros, delete, turn);
      case Input.Unusable unusable -> offer(at, unusable, turn);
      case Input.Unread unread -> {
        return !stopsAt(at, unread.taskName());
      }
      // Everything else was decided when it was read first.
      default -> {}
    }
    return true;
  }

  /** One that cannot be read again, as after a restart, ends its queue's round. */
  private boolean stopsAt(Coordinates at, String taskName) {
    Queue queue = queues.byName(taskName.substring(0, taskName.lastIndexOf("/tasks/")));
    Holds.Hold hold = inReach(queue, at);
    if (hold == null || waitingRoom.holds(taskName, at)) {
      return false;
    }
    hold.inReach = false;
    return true;
  }

  private void offer(Coordinates at, Input.Create create, Turn turn) {
    Queue queue = queues.byName(create.queueName());
    Holds.Hold hold = inReach(queue, at);
    if (queue == null
        || hold == null
        || create.awaitsVerdict()
        || waitingRoom.holds(create.taskName(), at)
        || holds.passDecided(hold, at)) {
      return;
    }
    if (admission.takesHeld(queue)
        || isOverdue(create.appendedMicros(), turn.nowMicros())
        || !births.needsRoom(queue, create, turn)) {
      // Told as waiting when it was read first; now it shows in the state.
      var _ = births.create(queue, create, turn);
      holds.taken(hold, at.offset());
    } else {
      hold.oldestMicros = create.appendedMicros();
      hold.inReach = false;
    }
  }

  private void offer(Coordinates at, long appendedMicros, Input.Delete delete, Turn turn) {
    if (inReach(queues.byName(delete.queueName()), at) != null
        && !waitingRoom.holds(delete.taskName(), at)) {
      tasks.deleteOlder(delete.queueName(), delete.taskId(), appendedMicros, turn);
    }
  }

  /** It could be used when it came, or was not decided yet: limits and schemas may change. */
  private void offer(Coordinates at, Input.Unusable unusable, Turn turn) {
    Holds.Hold hold = inReach(queues.byName(unusable.queueName()), at);
    if (hold != null
        && !waitingRoom.holds(unusable.taskName(), at)
        && !holds.passDecided(hold, at)) {
      deadLetters.bury(unusable, turn);
      holds.taken(hold, at.offset());
    }
  }

  /** Whether a record that could not be read before will be read again where it stands. */
  boolean brings(Coordinates at, Input input) {
    return switch (input) {
      // Nobody but its creator is told whether it came in.
      case Input.Create create -> !create.awaitsVerdict() && covers(create.queueName(), at);
      case Input.Delete delete -> covers(delete.queueName(), at);
      default -> false;
    };
  }

  private boolean covers(String queueName, Coordinates at) {
    Queue queue = queues.byName(queueName);
    Holds.Hold hold = queue == null ? null : holds.find(queue.id, at.topic());
    return hold != null && hold.covers(at.offset());
  }

  private Holds.@Nullable Hold inReach(@Nullable Queue queue, Coordinates at) {
    Holds.Hold hold = queue == null ? null : holds.find(queue.id, at.topic());
    return hold != null && hold.inReach && hold.covers(at.offset()) ? hold : null;
  }

  /** All records below a position have been offered; returns whether the round goes on. */
  boolean offered(InputTopic topic, long position) {
    boolean more = false;
    for (Holds.Hold hold : List.copyOf(holds.of(topic))) {
      if (hold.inReach) {
        holds.passed(hold, position);
        more |= hold.inReach;
      }
    }
    return more && round(topic).left > 0;
  }
}
