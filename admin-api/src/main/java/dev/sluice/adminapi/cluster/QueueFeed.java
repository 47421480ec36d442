package dev.sluice.adminapi.cluster;

import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.UnreadableRecordException;
import dev.sluice.v1.Queue;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads sluice.queues from its start, for ever, into the cache; on a thread of its own. */
final class QueueFeed implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(QueueFeed.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final long RETRY_MILLIS = 500;

  private final String topic;
  private final QueueCache cache;
  private final Properties properties;
  private final Thread thread;
  private volatile boolean loaded;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile @Nullable Consumer<String, byte[]> reading;
  private volatile boolean closed;

  QueueFeed(String topic, QueueCache cache, Properties properties) {
    this.topic = topic;
    this.cache = cache;
    this.properties = properties;
    this.thread = Thread.ofPlatform().daemon().name("sluice-api-queues").unstarted(this::run);
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
      try (Consumer<String, byte[]> consumer = new KafkaConsumer<>(properties)) {
        reading = consumer;
        read(consumer);
      } catch (WakeupException e) {
        log.debug("event=queues_feed_woken closed={}", closed);
      } catch (KafkaException e) {
        log.warn("event=queues_feed_failed topic={} cause=\"{}\"", topic, e.toString());
        pause();
      }
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
        log.info("event=queues_loaded queues={}", cache.size());
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
    if (entry.value() == null) {
      cache.remove(entry.key());
      return;
    }
    try {
      cache.put(AvroCodec.decode(entry.value(), Queue.class));
    } catch (UnreadableRecordException e) {
      log.warn(
          "event=queue_unreadable partition={} offset={} cause=\"{}\"",
          entry.partition(),
          entry.offset(),
          e.getMessage());
    }
  }

  private void pause() {
    try {
      if (closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
        log.debug("event=queues_feed_stops_trying topic={}", topic);
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
