package dev.sluice.topology.codec;

import dev.sluice.topology.core.Coordinates;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A record as it was read.
 *
 * @param at where it stands
 * @param appendedMicros when it was appended there, in microseconds since the epoch
 * @param key its key
 * @param value its value
 * @param headers its headers
 */
public record Arrival(
    Coordinates at,
    long appendedMicros,
    byte @Nullable [] key,
    byte @Nullable [] value,
    Headers headers) {

  int valueBytes() {
    return value == null ? 0 : value.length;
  }
}
