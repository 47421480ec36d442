package dev.sluice.topology.stream;

import dev.sluice.topology.codec.InputTopics;
import dev.sluice.topology.core.InputTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * Lets outcomes, commands and retries pass tasks. Streams takes the record with the lowest time
 * among a partition's inputs, so a backlog of creates would hold back everything that is newer. The
 * times of these topics are shifted into the past, and back before the core sees them. Never below
 * zero, since Streams drops such records: append times before 2004 are not told apart.
 */
final class InputOrder implements TimestampExtractor {

  /** 2^40 ms, about 34 years and 10 months: beyond any backlog, and well after the epoch today. */
  static final long SHIFT_MILLIS = 1L << 40;

  private final InputTopics topics;

  InputOrder(InputTopics topics) {
    this.topics = topics;
  }

  @Override
  public long extract(ConsumerRecord<Object, Object> record, long partitionTime) {
    boolean first = topics.kind(record.topic()).filter(InputOrder::passes).isPresent();
    return Math.max(0, first ? record.timestamp() - SHIFT_MILLIS : record.timestamp());
  }

  /** Returns when a record was appended, given the time that {@link #extract} made of it. */
  static long appendedMillis(InputTopic topic, long extracted) {
    return passes(topic) ? extracted + SHIFT_MILLIS : extracted;
  }

  private static boolean passes(InputTopic topic) {
    return switch (topic) {
      case COMMANDS, OUTCOMES, RETRIES -> true;
      case TASKS, INBOX, REROUTED -> false;
    };
  }
}
