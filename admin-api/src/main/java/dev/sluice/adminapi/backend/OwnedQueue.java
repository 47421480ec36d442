package dev.sluice.adminapi.backend;

import dev.sluice.v1.Queue;
import dev.sluice.v1.query.QueueStats;

/**
 * A queue as its owner knows it.
 *
 * @param queue configuration and state
 * @param stats what it is doing now
 */
public record OwnedQueue(Queue queue, QueueStats stats) {}
