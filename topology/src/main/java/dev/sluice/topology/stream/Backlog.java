package dev.sluice.topology.stream;

import dev.sluice.topology.codec.Arrival;
import dev.sluice.topology.codec.Decoded;
import dev.sluice.topology.codec.InputDecoder;
import dev.sluice.topology.codec.InputTopics;
import dev.sluice.topology.core.Coordinates;
import dev.sluice.topology.core.Decision;
import dev.sluice.topology.core.Input;
import dev.sluice.topology.core.InputTopic;
import dev.sluice.topology.core.Scheduler;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a partition's core the records that wait in their topics for room, once there is some. How
 * far it is, the core keeps; so what an aborted transaction has read is read again.
 */
final class Backlog {

  private static final Logger log = LoggerFactory.getLogger(Backlog.class);

  private static final List<InputTopic> TOPICS =
      List.of(InputTopic.TASKS, InputTopic.INBOX, InputTopic.REROUTED);

  /** So long nothing has to wait before its consumer is closed. */
  private static final long IDLE_MICROS = 30_000_000;

  /** So long it rests after Kafka could not be read, or a record for lack of its schema. */
  private static final long REST_MICROS = 1_000_000;

  private static final byte[] NOTHING = {};

  private final int partition;
  private final Scheduler core;
  private final InputTopics topics;
  private final InputDecoder decoder;
  private final Rereader reader;
  private @Nullable InputTopic reading;
  private int nextTopic;
  private long usedMicros;
  private long restMicros;

  Backlog(
      int partition, Scheduler core, InputTopics topics, InputDecoder decoder, Rereader reader) {
    this.partition = partition;
    this.core = core;
    this.topics = topics;
    this.decoder = decoder;
    this.reader = reader;
  }

  /**
   * Reads until the time is over, or nothing more is here; once in any case, so that a partition
   * with much to do does not keep it from its turn. Returns whether it has read anything.
   */
  boolean step(long nowMicros, BooleanSupplier outOfTime, Consumer<Decision> out) {
    if (nowMicros < restMicros) {
      return false;
    }
    boolean hasRead = false;
    try {
      boolean more;
      do {
        more = readSome(nowMicros, out);
        hasRead |= more;
      } while (more && !outOfTime.getAsBoolean());
    } catch (InterruptException e) {
      throw e;
    } catch (KafkaException e) {
      // Nothing is lost: it waits where it is. The partition must not stop for it.
      log.warn("event=backlog_unreadable partition={} reason=\"{}\"", partition, e.toString());
      restMicros = nowMicros + REST_MICROS;
      reading = null;
      reader.close();
    }
    return hasRead;
  }

  /** Reads what is here; returns whether there was anything. */
  private boolean readSome(long nowMicros, Consumer<Decision> out) {
    if (reading == null && !begin(nowMicros)) {
      return false;
    }
    InputTopic topic = reading;
    if (topic == null) {
      throw new IllegalStateException("backlog: no topic (expected: one that was begun)");
    }
    usedMicros = nowMicros;
    List<ConsumerRecord<byte[], byte[]>> records = reader.poll();
    for (ConsumerRecord<byte[], byte[]> each : records) {
      offer(topic, each, nowMicros, out);
    }
    OptionalLong position = reader.position();
    if (position.isPresent() && !core.offered(topic, position.getAsLong())) {
      reading = null;
    }
    return !records.isEmpty();
  }

  private boolean begin(long nowMicros) {
    for (int i = 0; i < TOPICS.size(); i++) {
      InputTopic topic = TOPICS.get(nextTopic);
      nextTopic = (nextTopic + 1) % TOPICS.size();
      OptionalLong from = core.catchUp(topic, nowMicros);
      if (from.isPresent()) {
        reader.seek(new TopicPartition(topics.name(topic), partition), from.getAsLong());
        reading = topic;
        return true;
      }
    }
    if (nowMicros - usedMicros > IDLE_MICROS) {
      reader.close();
    }
    return false;
  }

  private void offer(
      InputTopic topic,
      ConsumerRecord<byte[], byte[]> read,
      long nowMicros,
      Consumer<Decision> out) {
    Coordinates at = new Coordinates(topic, read.partition(), read.offset());
    Arrival arrival =
        new Arrival(at, read.timestamp() * 1_000, read.key(), read.value(), read.headers());
    Input input =
        switch (decoder.decode(arrival)) {
          case Decoded.Take(Input taken) -> taken;
          case Decoded.Unread(int schemaId, String taskName) ->
              new Input.Unread(schemaId, taskName, NOTHING);
          // It was forwarded when it was read first.
          case Decoded.Reroute _ -> new Input.Ignored();
        };
    if (!core.offer(at, arrival.appendedMicros(), input, nowMicros, out)) {
      restMicros = nowMicros + REST_MICROS;
    }
  }

  void close() {
    reader.close();
  }
}
