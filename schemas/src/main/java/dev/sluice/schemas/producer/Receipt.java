package dev.sluice.schemas.producer;

import dev.sluice.schemas.TaskName;

/**
 * Where a record stands durably.
 *
 * @param task the task it creates or deletes; of one without an id, the name it gets
 * @param topic topic of the record
 * @param partition partition of the record
 * @param offset its offset there
 */
public record Receipt(TaskName task, String topic, int partition, long offset) {}
