package dev.sluice.topology.core;

import java.util.Optional;

/**
 * A living task. Times are in microseconds since the epoch.
 *
 * @param payload as given to {@link Input.Create}
 * @param scheduleMicros when the next attempt is due, or the attempt in flight was
 * @param dispatchCount attempts made, those without a response included
 * @param responseCount attempts that got a response
 */
public record TaskSnapshot(
    String queueName,
    String taskId,
    byte[] payload,
    long createMicros,
    long scheduleMicros,
    int dispatchCount,
    int responseCount,
    Optional<AttemptRecord> firstAttempt,
    Optional<AttemptRecord> lastAttempt) {}
