package dev.sluice.topology.core;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Ends the waiting of parked creates: a new queue gets those of its name, a little at a time and in
 * the order in which they came; who waited 60 s for nothing becomes a dead letter.
 *
 * <p>Once its queue is there, a create counts as made, however late its turn comes: whoever asks
 * for a name first has the parked creates of that name released, purges cover them, and the
 * deletion of the queue ends them. Which parked creates belong to a queue is stored with a job that
 * lasts until the last of them is out: all that were parked before the queue came, and after the
 * queue of that name before it.
 */
final class Releases implements Chore {

  private static final int STEP = 20;
  private static final int STEP_BYTES = 4 << 20;

  private final Parking parking;
  private final OrderedRange jobs;
  private final Queues queues;
  private final Counters counters;
  private final Births births;
  private final DeadLetters deadLetters;

  Releases(
      Parking parking,
      Ranges ranges,
      Queues queues,
      Counters counters,
      Births births,
      DeadLetters deadLetters) {
    this.parking = parking;
    this.jobs = ranges.open(Keys.RELEASE);
    this.queues = queues;
    this.counters = counters;
    this.births = births;
    this.deadLetters = deadLetters;
  }

  /** What one queue gets: up to the last sequence; what is before the next one is out. */
  private record Job(byte[] key, long last, long queueId, long next) {

    static @Nullable Job of(OrderedRange.@Nullable Entry entry) {
      if (entry == null) {
        return null;
      }
      ByteReader value = new ByteReader(entry.value());
      long last = new ByteReader(entry.key(), entry.key().length - Long.BYTES).i64();
      return new Job(entry.key(), last, value.i64(), value.i64());
    }

    String queueName() {
      int length = key.length - 2 - Long.BYTES;
      return new String(key, 1, length, StandardCharsets.UTF_8);
    }

    static byte[] toBytes(long queueId, long next) {
      return new ByteWriter(16).i64(queueId).i64(next).toBytes();
    }
  }

  /**
   * Gives a new queue all that is parked for it, beyond what belonged to those before it: the first
   * few now, so that they are there when the queue is, and the rest step by step.
   */
  void begin(Queue queue, Turn turn) {
    long first = 0;
    for (Job job = job(queue.name(), 0); job != null; job = job(queue.name(), first)) {
      first = job.last() + 1;
    }
    long last = counters.lastParked();
    if (first <= last && !parking.ofQueue(queue.name(), first, last, 1).isEmpty()) {
      release(new Job(Keys.ofName(Keys.RELEASE, queue.name(), last), last, queue.id, first), turn);
    }
  }

  /** Has a name taken by the first create of it that belongs to the queue, before others ask. */
  void releaseName(String queueName, String taskId, Turn turn) {
    Job first = jobs.head() == null ? null : job(queueName, 0);
    if (first == null) {
      return;
    }
    Parking.Place place = parking.ofName(queueName, taskId, first.next());
    boolean made = false;
    while (place != null && !made) {
      Input.Create create = parking.get(place);
      Job owner = job(create.queueName(), place.sequence());
      made = owner != null && release(place, create, owner, turn);
      place = owner == null ? null : parking.ofName(queueName, taskId, place.sequence() + 1);
    }
  }

  /** Returns the job a parked create belongs to; null if no queue of its name came after it. */
  private @Nullable Job job(String queueName, long sequence) {
    Job job = Job.of(jobs.firstFrom(Keys.ofName(Keys.RELEASE, queueName, sequence)));
    return job == null || !job.queueName().equals(queueName) ? null : job;
  }

  /** Returns whether there was a queue to create it in; else it was deleted together with it. */
  private boolean release(Parking.Place place, Input.Create create, Job owner, Turn turn) {
    parking.remove(place, create);
    Queue queue = queues.byId(owner.queueId());
    if (queue == null) {
      return false;
    }
    births.create(queue, create, turn);
    return true;
  }

  @Override
  public boolean step(Turn turn) {
    boolean more = expire(turn);
    return release(turn) || more;
  }

  private boolean expire(Turn turn) {
    int bytes = 0;
    for (int i = 0; i < STEP && bytes < STEP_BYTES; i++) {
      Parking.Place place = parking.firstExpired(turn.nowMicros());
      if (place == null) {
        return false;
      }
      Input.Create create = parking.get(place);
      bytes += create.payload().length;
      Job owner = job(create.queueName(), place.sequence());
      if (owner == null) {
        parking.remove(place, create);
        deadLetters.bury(create, turn);
      } else {
        // Those of the name that came before it may expire later, if the clock was another's.
        releaseName(create.queueName(), create.taskId(), turn);
      }
    }
    return true;
  }

  private boolean release(Turn turn) {
    Job job = Job.of(jobs.head());
    if (job == null) {
      return false;
    }
    release(job, turn);
    return true;
  }

  /** Does a step of a job, and stores how far it got. */
  private void release(Job job, Turn turn) {
    List<Parking.Place> places = parking.ofQueue(job.queueName(), job.next(), job.last(), STEP);
    int bytes = 0;
    long next = places.isEmpty() ? job.last() + 1 : job.next();
    for (Parking.Place place : places) {
      if (bytes >= STEP_BYTES) {
        break;
      }
      Input.Create create = parking.get(place);
      bytes += create.payload().length;
      release(place, create, job, turn);
      next = place.sequence() + 1;
    }
    if (next > job.last()) {
      jobs.delete(job.key());
    } else {
      jobs.put(job.key(), Job.toBytes(job.queueId(), next));
    }
  }
}
