package dev.sluice.topology.core;

import java.util.OptionalLong;

/**
 * Figures of a queue now.
 *
 * @param tasks living tasks, those in flight included
 * @param inFlight attempts in flight
 * @param tokens tokens in the bucket
 * @param oldestDueMicros when the oldest waiting task is or was due; empty: none waits
 */
public record QueueStats(long tasks, long inFlight, double tokens, OptionalLong oldestDueMicros) {}
