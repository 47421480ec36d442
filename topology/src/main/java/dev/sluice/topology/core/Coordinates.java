package dev.sluice.topology.core;

/**
 * Where a record stands. The coordinates of the record that created a task are its incarnation.
 *
 * @param topic the topic the record was first written to
 * @param partition the partition it was first written to
 * @param offset its offset there
 */
public record Coordinates(InputTopic topic, int partition, long offset) {}
