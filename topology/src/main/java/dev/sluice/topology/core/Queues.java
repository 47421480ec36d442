package dev.sluice.topology.core;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The queues of a partition. Those that were touched lately are kept unpacked; what moved of them
 * is written once per commit.
 */
final class Queues {

  private static final float LOAD_FACTOR = 0.75f;

  /**
   * What every queue is made with.
   *
   * @param index where its agenda is
   * @param lanes of the partition
   * @param remembered what its agenda remembers, and those of the others
   */
  record Surroundings(Table index, int lanes, Remembered remembered) {}

  private final Table index;
  private final Counters counters;
  private final int kept;
  private final Surroundings surroundings;
  private final Map<Long, Queue> byId = new LinkedHashMap<>(16, LOAD_FACTOR, true);
  private final Map<String, Queue> byName = new HashMap<>();
  private final Set<Queue> moved = new HashSet<>();

  /**
   * Opens the queues of a partition.
   *
   * @param kept so many are kept over a flush, those that were touched last: idle queues cost no
   *     memory, and busy ones remember how their targets did
   */
  Queues(Table index, Counters counters, int lanes, int kept) {
    this.index = index;
    this.counters = counters;
    this.kept = kept;
    this.surroundings = new Surroundings(index, lanes, new Remembered(kept));
  }

  @Nullable Queue byName(String name) {
    Queue known = byName.get(name);
    if (known != null) {
      // Counts as touched.
      return byId.get(known.id);
    }
    byte[] id = index.get(Keys.ofName(Keys.QUEUE_BY_NAME, name));
    return id == null ? null : byId(new ByteReader(id).i64());
  }

  /** Returns a queue by its id, or null if it is deleted. */
  @Nullable Queue byId(long id) {
    Queue known = byId.get(id);
    if (known != null) {
      return known;
    }
    byte[] record = index.get(Keys.of(Keys.QUEUE, id));
    if (record == null) {
      return null;
    }
    byte[] motion = index.get(Keys.of(Keys.QUEUE_MOTION, id));
    if (motion == null) {
      throw new IllegalStateException("queue " + id + ": no moving state (expected: one)");
    }
    return keep(new Queue(id, QueueRecord.of(record), QueueMotion.of(motion), surroundings));
  }

  Queue create(String name, QueueSettings settings, Coordinates at, Turn turn) {
    long id = counters.nextQueueId();
    QueueSnapshot snapshot =
        new QueueSnapshot(name, settings, QueueSnapshot.State.RUNNING, turn.nowMicros(), 0);
    Pace pace = Pace.FREE.restarted(settings, turn.nowMicros());
    TokenBucket bucket = TokenBucket.full(pace.burst(settings, turn.nowMicros()), turn.nowMicros());
    QueueMotion motion =
        QueueMotion.atRest(
            bucket, pace, surroundings.lanes(), Keys.endOf(Keys.of(Keys.AGENDA, id)));
    Queue queue = new Queue(id, new QueueRecord(snapshot, at), motion, surroundings);
    index.put(Keys.ofName(Keys.QUEUE_BY_NAME, name), new ByteWriter(8).i64(id).toBytes());
    change(queue, snapshot);
    index.put(Keys.of(Keys.QUEUE_MOTION, id), motion.toBytes());
    return keep(queue);
  }

  void change(Queue queue, QueueSnapshot snapshot) {
    queue.snapshot = snapshot;
    QueueRecord record = new QueueRecord(snapshot, queue.incarnation);
    index.put(Keys.of(Keys.QUEUE, queue.id), record.toBytes());
    moved.add(queue);
  }

  /** Counts a task that came to be. */
  void countBirth(Queue queue, long bytes) {
    queue.tasks++;
    queue.bytes += bytes;
    counters.addPending(1, bytes);
    moved.add(queue);
  }

  /** Counts a task that ended. */
  void countEnd(Queue queue, long bytes) {
    queue.tasks--;
    // Tasks of releases that did not count bytes take away what they never added.
    queue.bytes = queue.tasks == 0 ? 0 : Math.max(0, queue.bytes - bytes);
    counters.addPending(-1, -bytes);
    moved.add(queue);
  }

  /** Forgets a queue; what it held is swept by its id. */
  void delete(Queue queue) {
    counters.addPending(-queue.tasks, -queue.bytes);
    index.delete(Keys.ofName(Keys.QUEUE_BY_NAME, queue.name()));
    index.delete(Keys.of(Keys.QUEUE, queue.id));
    index.delete(Keys.of(Keys.QUEUE_MOTION, queue.id));
    queue.agenda.close();
    byId.remove(queue.id);
    byName.remove(queue.name());
    moved.remove(queue);
  }

  /** Has what moves of a queue written with the next commit. */
  void moved(Queue queue) {
    moved.add(queue);
  }

  void flush() {
    for (Queue queue : moved) {
      index.put(Keys.of(Keys.QUEUE_MOTION, queue.id), queue.motion().toBytes());
    }
    moved.clear();
    Iterator<Queue> longestUntouched = byId.values().iterator();
    for (int tooMany = byId.size() - kept; tooMany > 0; tooMany--) {
      Queue queue = longestUntouched.next();
      queue.agenda.close();
      byName.remove(queue.name());
      longestUntouched.remove();
    }
  }

  private Queue keep(Queue queue) {
    byId.put(queue.id, queue);
    byName.put(queue.name(), queue);
    return queue;
  }
}
