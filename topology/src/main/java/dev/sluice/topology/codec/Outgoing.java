package dev.sluice.topology.codec;

import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record to write.
 *
 * @param sink where to
 * @param partition which partition of it
 * @param key its key
 * @param value its value; null removes the key
 * @param headers its headers
 */
public record Outgoing(
    Sink sink, int partition, byte[] key, byte @Nullable [] value, Headers headers) {

  /** The topics that are written, by the names of their sinks in the topology. */
  public enum Sink {
    DISPATCHES,
    RETRIES,
    QUEUES,
    DEAD_LETTERS,
    REROUTED,
    EVENTS
  }
}
