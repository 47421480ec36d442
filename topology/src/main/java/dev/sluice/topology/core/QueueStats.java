package dev.sluice.topology.core;

import java.util.OptionalLong;

/**
 * Figures of a queue now.
 *
 * @param pending what it has pending
 * @param limits how much may be pending, as far as the queue says
 * @param inFlight attempts that run or are on their way to a worker, without those that start when
 *     another one has ended
 * @param tokens tokens in the bucket
 * @param ratePerSecond how fast it may go now, in dispatches per second
 * @param protecting whether target protection holds it below its own rate
 * @param ramping whether a slow start does
 * @param executedLastMinute attempts that ended in the last minute
 * @param oldestDueMicros when the oldest waiting task is or was due; empty: none waits
 */
public record QueueStats(
    Budget.Pending pending,
    Budget limits,
    long inFlight,
    double tokens,
    double ratePerSecond,
    boolean protecting,
    boolean ramping,
    long executedLastMinute,
    OptionalLong oldestDueMicros) {}
