package dev.sluice.delivery.token;

import dev.sluice.schemas.AvroCodec;
import dev.sluice.schemas.UnreadableRecordException;
import dev.sluice.v1.SigningAlgorithm;
import dev.sluice.v1.SigningKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of the installation, as they stand in sluice.keys. Every worker reads them, and whoever
 * finds one missing writes it; a key is used only after it was read back. Two workers may both find
 * one missing: then there are two, both published, and all workers choose the same of them.
 */
final class KeyTopic implements KeySource, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(KeyTopic.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(10);
  private static final long RETRY_MILLIS = 1_000;

  private final Settings settings;
  private final InstantSource clock;
  private final KeyMaker maker = new KeyMaker(new SecureRandom());
  private final Map<String, SigningKey> keys = new ConcurrentHashMap<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final CountDownLatch loaded = new CountDownLatch(1);
  private final Thread thread;
  private volatile KeyRing ring;

  /** When the newest record was written, by Kafka's clock. */
  private Instant lastAppend = Instant.MIN;

  /** Whether the last try failed, and that was said. */
  private boolean failing;

  /**
   * What the topic is read and written with.
   *
   * @param topic its name
   * @param consumer settings of the consumer, which needs no group
   * @param producer settings of the producer
   * @param rotation how long a key signs
   */
  record Settings(
      String topic,
      Map<String, Object> consumer,
      Map<String, Object> producer,
      Duration rotation) {}

  private KeyTopic(Settings settings, InstantSource clock) {
    this.settings = settings;
    this.clock = clock;
    this.ring = new KeyRing(List.of(), settings.rotation());
    this.thread = Thread.ofPlatform().daemon().name("sluice-worker-keys").unstarted(this::run);
  }

  /** Starts to read; returns at once. */
  static KeyTopic open(Settings settings, InstantSource clock) {
    KeyTopic keys = new KeyTopic(settings, clock);
    keys.thread.start();
    return keys;
  }

  /** Waits for the first keys, when asked right after the start. */
  @Override
  public Optional<SigningKey> signer(SigningAlgorithm algorithm, Instant now) {
    try {
      if (!loaded.await(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        return Optional.empty();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return ring.signer(algorithm, now);
  }

  private boolean isOpen() {
    return closing.getCount() > 0;
  }

  private void run() {
    while (isOpen()) {
      try {
        follow();
      } catch (KafkaException e) {
        if (!failing) {
          log.warn("event=keys_unreadable topic={} cause=\"{}\"", settings.topic(), e.toString());
        }
        failing = true;
        pause();
      }
    }
  }

  private void follow() {
    Consumer<byte[], byte[]> consumer = new KafkaConsumer<>(settings.consumer());
    try {
      follow(consumer);
    } finally {
      // Kafka reads a farewell only when the fetch before it is answered.
      consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
  }

  private void follow(Consumer<byte[], byte[]> consumer) {
    TopicPartition partition = new TopicPartition(settings.topic(), 0);
    if (consumer.partitionsFor(settings.topic()).isEmpty()) {
      throw new KafkaException("topic: " + settings.topic() + " (expected: to exist)");
    }
    consumer.assign(List.of(partition));
    consumer.seekToBeginning(List.of(partition));
    failing = false;
    long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
    Instant nextLook = Instant.MIN;
    while (isOpen()) {
      consumer.poll(POLL).forEach(this::apply);
      if (consumer.position(partition) < end) {
        continue;
      }
      Instant now = clock.instant();
      if (!now.isBefore(nextLook)) {
        nextLook = now.plus(LOOK_EVERY);
        keep(now);
      }
      if (hasAll(now)) {
        loaded.countDown();
      }
    }
  }

  private boolean hasAll(Instant now) {
    for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
      if (ring.signer(algorithm, now).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private void apply(ConsumerRecord<byte[], byte[]> entry) {
    Instant appended = Instant.ofEpochMilli(entry.timestamp());
    lastAppend = appended.isAfter(lastAppend) ? appended : lastAppend;
    String id = new String(entry.key(), StandardCharsets.UTF_8);
    if (entry.value() == null) {
      keys.remove(id);
    } else {
      try {
        keys.put(id, AvroCodec.decode(entry.value(), SigningKey.class));
      } catch (UnreadableRecordException e) {
        log.warn("event=key_unreadable offset={} cause=\"{}\"", entry.offset(), e.getMessage());
      }
    }
    ring = new KeyRing(keys.values(), settings.rotation());
  }

  /**
   * Writes what is missing, and then removes what has expired: both by this clock and by Kafka's,
   * so that a worker whose clock is ahead takes nobody's keys. Nothing is removed at other times,
   * since a worker whose clock is behind would make again each time what the others find expired.
   */
  private void keep(Instant now) {
    boolean missing = false;
    for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
      missing |= ring.missing(algorithm, now).isPresent();
    }
    if (!missing) {
      return;
    }
    try (Producer<byte[], byte[]> producer = new KafkaProducer<>(settings.producer())) {
      for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
        ring.missing(algorithm, now)
            .map(times -> maker.make(algorithm, times))
            .ifPresent(key -> {
              send(producer, key.getId(), AvroCodec.encode(key));
              log.info(
                  "event=key_made id={} algorithm={} sign_from={}",
                  key.getId(),
                  algorithm,
                  key.getSignFrom());
            });
      }
      ring.expired(now.isBefore(lastAppend) ? now : lastAppend)
          .forEach(key -> send(producer, key.getId(), null));
    }
  }

  /** A failure is logged; the key is then still missing at the next look. */
  @SuppressWarnings("FutureReturnValueIgnored")
  private void send(
      Producer<byte[], byte[]> producer,
      String id,
      byte @org.jspecify.annotations.Nullable [] value) {
    producer.send(
        new ProducerRecord<>(settings.topic(), 0, id.getBytes(StandardCharsets.UTF_8), value),
        (metadata, failure) -> {
          if (failure != null) {
            log.warn("event=key_not_written id={} cause=\"{}\"", id, failure.toString());
          }
        });
  }

  private void pause() {
    try {
      if (closing.await(RETRY_MILLIS, TimeUnit.MILLISECONDS)) {
        log.debug("event=keys_stop_trying topic={}", settings.topic());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
