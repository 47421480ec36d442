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
  private final Map<InputTopic, Round> rounds = new EnumMap<>(InputTopic.class);

  /** What is being read again of a topic. */
  private static final class Round {
    long queueId;
    int left;
  }

  CatchUp(
      Holds holds,
      Admission admission,
      Partition partition,
      Births births,
      TaskCommands tasks,
      WaitingRoom waitingRoom) {
    this.holds = holds;
    this.admission = admission;
    this.queues = partition.queues();
    this.births = births;
    this.tasks = tasks;
    this.waitingRoom = waitingRoom;
  }

  /** Begins a round; returns where to read from, empty if nothing is to be read now. */
  OptionalLong begin(InputTopic topic, long nowMicros) {
    Round round = round(topic);
    Holds.Hold first = first(topic, round.queueId, nowMicros);
    if (first == null) {
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
  boolean offer(Coordinates at, Input input, Turn turn) {
    round(at.topic()).left--;
    switch (input) {
      case Input.Create create -> offer(at, create, turn);
      case Input.Delete delete -> offer(at, delete, turn);
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
        || waitingRoom.holds(create.queueName() + "/tasks/" + create.taskId(), at)) {
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

  private void offer(Coordinates at, Input.Delete delete, Turn turn) {
    if (inReach(queues.byName(delete.queueName()), at) != null
        && !waitingRoom.holds(delete.queueName() + "/tasks/" + delete.taskId(), at)) {
      tasks.deleteUnlessRevived(delete.queueName(), delete.taskId(), turn);
    }
  }

  /** Whether a record that could not be read before will be read again where it stands. */
  boolean brings(Coordinates at, Input input) {
    return switch (input) {
      case Input.Create create -> covers(create.queueName(), at);
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
