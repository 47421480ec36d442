package dev.sluice.topology.stream;

import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads records of input topics again, beside the consumer of Streams. Used by one thread. */
interface Rereader extends AutoCloseable {

  /** Goes to a record. */
  void seek(TopicPartition partition, long offset);

  /** Returns the next committed records, as far as they are here; does not wait. */
  List<ConsumerRecord<byte[], byte[]>> poll();

  /** Returns the offset below which everything has been returned; empty if that is not known. */
  OptionalLong position();

  @Override
  void close();
}
