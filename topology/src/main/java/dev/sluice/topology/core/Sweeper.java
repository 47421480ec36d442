package dev.sluice.topology.core;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Removes behind what purges and deletions of queues have made invisible, a little at a time. */
final class Sweeper implements Chore {

  private static final int STEP = 100;
  private static final int ID_AT = 8;
  private static final byte PURGE = 0;

  /** What a deleted queue leaves: the definitions first, then these kinds of the index. */
  private static final byte[] LEFT_IN_INDEX = {
    Keys.STATUS, Keys.AGENDA, Keys.TOMBSTONE, Keys.DECIDED
  };

  /** Stored with a job: PURGE, or for a deleted queue 1 + the part that is being swept. */
  private static final byte DELETE = 1;

  private final Table definitions;
  private final Table index;
  private final OrderedRange jobs;
  private final Queues queues;
  private final Tasks tasks;

  private byte @Nullable [] lastJob;

  Sweeper(Table definitions, Table index, Ranges ranges, Queues queues, Tasks tasks) {
    this.definitions = definitions;
    this.index = index;
    this.jobs = ranges.open(Keys.SWEEP);
    this.queues = queues;
    this.tasks = tasks;
  }

  void sweepPurged(long queueId) {
    jobs.put(Keys.of(Keys.SWEEP, queueId), job(PURGE, Keys.definitions(queueId)));
  }

  void sweepDeleted(long queueId) {
    jobs.put(Keys.of(Keys.SWEEP, queueId), job(DELETE, Keys.definitions(queueId)));
  }

  private static byte[] job(int part, byte[] cursor) {
    return new ByteWriter(1 + cursor.length).u8(part).raw(cursor).toBytes();
  }

  @Override
  public boolean step(Turn turn) {
    OrderedRange.Entry job = lastJob == null ? null : jobs.firstFrom(Keys.after(lastJob));
    if (job == null) {
      job = jobs.head();
    }
    if (job == null) {
      lastJob = null;
      return false;
    }
    lastJob = job.key();
    long queueId = new ByteReader(job.key(), 1).i64();
    byte[] cursor = Arrays.copyOfRange(job.value(), 1, job.value().length);
    if (job.value()[0] == PURGE) {
      purge(job.key(), queueId, cursor, turn);
    } else {
      delete(job.key(), queueId, job.value()[0], cursor);
    }
    return true;
  }

  private void purge(byte[] key, long queueId, byte[] from, Turn turn) {
    Queue queue = queues.byId(queueId);
    if (queue == null) {
      throw new IllegalStateException("purge of queue " + queueId + ": no queue (expected: one)");
    }
    List<String> purged = new ArrayList<>();
    byte[] to = Keys.endOf(Keys.definitions(queueId));
    byte[] next = null;
    try (ReadTable.Cursor cursor = definitions.range(from, to)) {
      for (int i = 0; i < STEP && cursor.next(); i++) {
        if (Definition.appendedMicros(cursor.value()) < queue.snapshot.purgeMicros()) {
          byte[] at = cursor.key();
          purged.add(new String(at, ID_AT, at.length - ID_AT, StandardCharsets.UTF_8));
        }
        next = i == STEP - 1 ? Keys.after(cursor.key()) : null;
      }
    }
    // A purged task is ended where it is looked for.
    purged.forEach(taskId -> tasks.find(queue, taskId, turn));
    goOn(key, PURGE, next);
  }

  private void delete(byte[] key, long queueId, int part, byte[] from) {
    boolean inDefinitions = part == DELETE;
    Table table = inDefinitions ? definitions : index;
    byte[] prefix =
        inDefinitions
            ? Keys.definitions(queueId)
            : Keys.of(LEFT_IN_INDEX[part - DELETE - 1], queueId);
    List<byte[]> found = new ArrayList<>(STEP);
    try (ReadTable.Cursor cursor = table.range(from, Keys.endOf(prefix))) {
      while (found.size() < STEP && cursor.next()) {
        found.add(cursor.key());
      }
    }
    found.forEach(table::delete);
    if (found.size() == STEP) {
      goOn(key, part, Keys.after(found.getLast()));
    } else if (part - DELETE < LEFT_IN_INDEX.length) {
      goOn(key, part + 1, Keys.of(LEFT_IN_INDEX[part - DELETE], queueId));
    } else {
      goOn(key, part, null);
    }
  }

  private void goOn(byte[] key, int part, byte @Nullable [] from) {
    if (from == null) {
      jobs.delete(key);
    } else {
      jobs.put(key, job(part, from));
    }
  }
}
