package dev.sluice.topology.codec;

import dev.sluice.v1.Task;
import java.time.Duration;
import java.time.Instant;

/**
 * The times that a task goes by: its own where they make sense. Foreign ones may be anything, also
 * years that can not be printed as JSON.
 *
 * @param createMicros when it was created; at most when its record was appended
 * @param scheduleMicros earliest first attempt; not before its creation (spec section 1.3: a time
 *     that has passed means now)
 */
record TaskTimes(long createMicros, long scheduleMicros) {

  /** A create time that is further from the append time than this was not taken at the call. */
  private static final long MAX_CREATE_LAG_MICROS = Duration.ofDays(1).toNanos() / 1_000;

  static TaskTimes of(Task task, long appendedMicros) {
    long createMicros = createMicros(task, appendedMicros);
    Instant asked = task.getScheduleTime();
    return new TaskTimes(
        createMicros, asked == null ? createMicros : Math.max(createMicros, Micros.of(asked)));
  }

  /** A create time far off would let a task expire at once, or never. */
  private static long createMicros(Task task, long appendedMicros) {
    if (task.getCreateTime() == null) {
      return appendedMicros;
    }
    long createMicros = Micros.of(task.getCreateTime());
    return createMicros > appendedMicros || createMicros < appendedMicros - MAX_CREATE_LAG_MICROS
        ? appendedMicros
        : createMicros;
  }

  /** Replaces those times of a task that are others; returns whether there were any. */
  boolean writeTo(Task task) {
    Instant created = task.getCreateTime();
    Instant scheduled = task.getScheduleTime();
    boolean newCreated = created != null && Micros.of(created) != createMicros;
    boolean newScheduled = scheduled != null && Micros.of(scheduled) != scheduleMicros;
    if (newCreated) {
      task.setCreateTime(Micros.instant(createMicros));
    }
    if (newScheduled) {
      task.setScheduleTime(Micros.instant(scheduleMicros));
    }
    return newCreated || newScheduled;
  }
}
