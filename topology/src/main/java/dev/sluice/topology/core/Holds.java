package dev.sluice.topology.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which records wait in their topics because their queue was full: for each queue and topic a range
 * of offsets, however many records it holds. Within it all records of Kafka apps for that queue
 * wait, so that they keep their order; everything else in the range has been processed.
 *
 * <p>All ranges are kept unpacked, and are read when the scheduler is opened: there are only as
 * many as there are full queues.
 */
final class Holds {

  private static final int LAYOUT = 1;
  private static final InputTopic[] TOPICS = InputTopic.values();
  private static final byte[] DECIDED = {};

  private final Table index;
  private final Map<InputTopic, TreeMap<Long, Hold>> byTopic = new EnumMap<>(InputTopic.class);
  private final Set<Hold> moved = new HashSet<>();
  private long total;

  /** Records of one queue that wait in one topic. */
  static final class Hold {
    final long queueId;
    final InputTopic topic;

    /** The first offset that may be of a record that waits. */
    long next;

    /** The last offset that is of one. */
    long last;

    /** How many there are; records that vanish from the topic are still counted. */
    long count;

    /** When the first of them was appended, as far as is known. */
    long oldestMicros;

    /** Whether what is being read covers it from its first record on. */
    boolean inReach;

    private Hold(long queueId, InputTopic topic, ByteReader in) {
      this.queueId = queueId;
      this.topic = topic;
      next = in.i64();
      last = in.i64();
      count = in.varint();
      oldestMicros = in.i64();
    }

    private Hold(long queueId, InputTopic topic, long offset, long oldestMicros) {
      this.queueId = queueId;
      this.topic = topic;
      this.next = offset;
      this.last = offset;
      this.oldestMicros = oldestMicros;
    }

    private byte[] toBytes() {
      ByteWriter out = new ByteWriter(34).u8(LAYOUT);
      return out.i64(next).i64(last).varint(count).i64(oldestMicros).toBytes();
    }

    boolean covers(long offset) {
      return next <= offset && offset <= last;
    }
  }

  Holds(Table index) {
    this.index = index;
    byte[] prefix = Keys.of(Keys.HOLD);
    try (ReadTable.Cursor cursor = index.range(prefix, Keys.endOf(prefix))) {
      while (cursor.next()) {
        ByteReader key = new ByteReader(cursor.key(), 1);
        long queueId = key.i64();
        keep(new Hold(queueId, TOPICS[key.u8()], ByteReader.ofLayout(cursor.value(), LAYOUT)));
      }
    }
  }

  private void keep(Hold hold) {
    total += hold.count;
    byTopic.computeIfAbsent(hold.topic, _ -> new TreeMap<>()).put(hold.queueId, hold);
  }

  @Nullable Hold find(long queueId, InputTopic topic) {
    TreeMap<Long, Hold> holds = byTopic.get(topic);
    return holds == null ? null : holds.get(queueId);
  }

  Collection<Hold> of(InputTopic topic) {
    TreeMap<Long, Hold> holds = byTopic.get(topic);
    return holds == null ? List.of() : holds.values();
  }

  /** The hold of the next queue after one, round robin; null: there is none. */
  @Nullable Hold after(InputTopic topic, long queueId) {
    TreeMap<Long, Hold> holds = byTopic.get(topic);
    if (holds == null || holds.isEmpty()) {
      return null;
    }
    Map.Entry<Long, Hold> next = holds.higherEntry(queueId);
    return (next == null ? holds.firstEntry() : next).getValue();
  }

  /** Whether records of a queue wait. */
  boolean any(long queueId) {
    for (TreeMap<Long, Hold> holds : byTopic.values()) {
      if (holds.containsKey(queueId)) {
        return true;
      }
    }
    return false;
  }

  /** How many records of a queue wait. */
  long count(long queueId) {
    long count = 0;
    for (TreeMap<Long, Hold> holds : byTopic.values()) {
      Hold hold = holds.get(queueId);
      count += hold == null ? 0 : hold.count;
    }
    return count;
  }

  /** How many records wait. */
  long count() {
    return total;
  }

  /** The lowest offset of a topic that may be of a record that waits; NEVER: there is none. */
  long lowest(InputTopic topic) {
    return of(topic).stream().mapToLong(hold -> hold.next).min().orElse(Micros.NEVER);
  }

  /** Lets a record wait where it is. */
  void add(Queue queue, Coordinates at, long appendedMicros) {
    Hold hold = find(queue.id, at.topic());
    if (hold == null) {
      hold = new Hold(queue.id, at.topic(), at.offset(), appendedMicros);
      keep(hold);
    }
    hold.last = Math.max(hold.last, at.offset());
    hold.count++;
    total++;
    moved.add(hold);
  }

  /** Lets a record be read again, if others wait before it in its topic. */
  void addIfAny(Queue queue, Coordinates at) {
    Hold hold = find(queue.id, at.topic());
    if (hold != null) {
      hold.last = Math.max(hold.last, at.offset());
      moved.add(hold);
    }
  }

  /** Remembers a record that is a dead letter, if it may lie among those that wait. */
  void noteDecided(Queue queue, Coordinates at) {
    if (find(queue.id, at.topic()) != null) {
      index.put(Keys.decided(queue.id, at), DECIDED);
    }
  }

  /** Steps over a record if it is a dead letter already; returns whether it is. */
  boolean passDecided(Hold hold, Coordinates at) {
    byte[] key = Keys.decided(hold.queueId, at);
    if (index.get(key) == null) {
      return false;
    }
    index.delete(key);
    hold.next = at.offset() + 1;
    moved.add(hold);
    return true;
  }

  /** A record has been let in, or needs no room any more. */
  void taken(Hold hold, long offset) {
    hold.next = offset + 1;
    total -= hold.count > 0 ? 1 : 0;
    hold.count = Math.max(0, hold.count - 1);
    moved.add(hold);
  }

  /** Everything below a position has been looked at. */
  void passed(Hold hold, long position) {
    if (position > hold.last) {
      remove(hold);
    } else if (position > hold.next) {
      hold.next = position;
      moved.add(hold);
    }
  }

  private void remove(Hold hold) {
    TreeMap<Long, Hold> holds = byTopic.get(hold.topic);
    if (holds != null) {
      holds.remove(hold.queueId);
    }
    moved.remove(hold);
    total -= hold.count;
    hold.inReach = false;
    index.delete(Keys.hold(hold.queueId, hold.topic));
  }

  /** Forgets what waits for a queue that is deleted. */
  void forget(long queueId) {
    for (TreeMap<Long, Hold> holds : List.copyOf(byTopic.values())) {
      Hold hold = holds.get(queueId);
      if (hold != null) {
        remove(hold);
      }
    }
  }

  void flush() {
    for (Hold hold : moved) {
      index.put(Keys.hold(hold.queueId, hold.topic), hold.toBytes());
    }
    moved.clear();
  }

  /** The holds of a queue, for readers. */
  static List<Hold> read(ReadTable index, long queueId) {
    List<Hold> found = new ArrayList<>();
    for (InputTopic topic : TOPICS) {
      byte[] value = index.get(Keys.hold(queueId, topic));
      if (value != null) {
        found.add(new Hold(queueId, topic, ByteReader.ofLayout(value, LAYOUT)));
      }
    }
    return found;
  }

  /** The lowest offset of a topic that may be of a record that waits; for readers. */
  static long lowest(ReadTable index, InputTopic topic) {
    long lowest = Micros.NEVER;
    byte[] prefix = Keys.of(Keys.HOLD);
    try (ReadTable.Cursor cursor = index.range(prefix, Keys.endOf(prefix))) {
      while (cursor.next()) {
        if (TOPICS[new ByteReader(cursor.key(), 1 + Long.BYTES).u8()] == topic) {
          lowest = Math.min(lowest, ByteReader.ofLayout(cursor.value(), LAYOUT).i64());
        }
      }
    }
    return lowest;
  }
}
