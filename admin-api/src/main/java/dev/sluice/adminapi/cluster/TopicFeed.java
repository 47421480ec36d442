package dev.sluice.adminapi.cluster;

import dev.sluice.schemas.UnreadableRecordException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a compacted topic from its start, for ever, into a cache; on a thread of its own. */
final class TopicFeed implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(TopicFeed.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final long RETRY_MILLIS = 500;

  private final String topic;
  private final java.util.function.Consumer<ConsumerRecord<String, byte[]>> cache;
  private final Properties properties;
  private final Thread thread;
  private volatile boolean loaded;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile @Nullable Consumer<String, byte[]> reading;
  private volatile boolean closed;

  /**
   * Makes a feed that is not reading yet.
   *
   * @param cache takes each record; an unreadable one is left out, and said in the log
   */
  TopicFeed(
      String topic,
      java.util.function.Consumer<ConsumerRecord<String, byte[]>> cache,
      Properties properties) {
    this.topic = topic;
    this.cache = cache;
    this.properties = properties;
    this.thread = Thread.ofPlatform().daemon().name("sluice-api-feed").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Whether everything that was there at the start has been read once. */
  boolean isLoaded() {
    return loaded;
  }

  private void run() {
    while (!closed) {
      try {
        follow();
      } catch (WakeupException e) {
        log.debug("event=feed_woken topic={} closed={}", topic, closed);
      } catch (KafkaException e) {
        log.warn("event=feed_failed topic={} cause=\"{}\"", topic, e.toString());
        pause();
      }
    }
  }

  private void follow() {
    Consumer<String, byte[]> consumer = new KafkaConsumer<>(properties);
    try {
      reading = consumer;
      read(consumer);
    } finally {
      // Kafka reads a farewell only when the fetch before it is answered.
      consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
  }

  private void read(Consumer<String, byte[]> consumer) {
    List<TopicPartition> partitions = partitions(consumer);
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = new HashMap<>(consumer.endOffsets(partitions));
    while (!closed) {
      consumer.poll(POLL).forEach(this::apply);
      ends.entrySet().removeIf(end -> consumer.position(end.getKey()) >= end.getValue());
      if (ends.isEmpty() && !loaded) {
        loaded = true;
        log.info("event=feed_loaded topic={}", topic);
      }
    }
  }

  private List<TopicPartition> partitions(Consumer<String, byte[]> consumer) {
    List<TopicPartition> found =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(topic, partition.partition()))
            .toList();
    if (found.isEmpty()) {
      throw new KafkaException("topic: " + topic + " (expected: to exist)");
    }
    return found;
  }

  private void apply(ConsumerRecord<String, byte[]> entry) {
    try {
      cache.accept(entry);
    } catch (UnreadableRecordException e) {
      log.warn(
          "event=record_unreadable topic={} partition={} offset={} cause=\"{}\"",
          topic,
          entry.partition(),
          entry.offset(),
          e.getMessage());
    }
  }

  private void pause() {
    try {
      if (closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
        log.debug("event=feed_stops_trying topic={}", topic);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed = true;
    closing.countDown();
    // Not an interrupt: a consumer that is interrupted cannot close cleanly, and says so as an
    // error.
    Consumer<String, byte[]> consumer = reading;
    if (consumer != null) {
      consumer.wakeup();
    }
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
