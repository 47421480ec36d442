package dev.sluice.delivery.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.delivery.TestBroker;
import dev.sluice.v1.SigningAlgorithm;
import dev.sluice.v1.SigningKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several workers, one topic of keys on a real Kafka, and a clock that the test moves. */
final class KeyTopicTest {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Duration ROTATION = Duration.ofDays(30);
  private static final Instant START = Instant.parse("2026-11-25T00:00:00Z");
  private static final String TOPIC = "sluice.keys";

  @TempDir private static Path folder;
  private static TestBroker broker;

  private final AtomicReference<Instant> now = new AtomicReference<>(START);

  @BeforeAll
  static void start() throws Exception {
    broker = TestBroker.start(folder);
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .createTopics(List.of(topic(TOPIC), topic("ahead.keys"), topic("expired.keys")))
          .all()
          .get();
    }
  }

  private static NewTopic topic(String name) {
    return new NewTopic(name, 1, (short) 1)
        .configs(Map.of("message.timestamp.type", "LogAppendTime"));
  }

  @AfterAll
  static void stop() {
    broker.close();
  }

  @Test
  void workers_thatStartTogether_signWithTheSameKeys_alsoAfterARotationAndARestart() {
    try (KeyTopic one = open();
        KeyTopic other = open()) {
      for (SigningAlgorithm algorithm : SigningAlgorithm.values()) {
        awaitSame(one, other, algorithm);
      }
      String first = id(one, SigningAlgorithm.RS256).orElseThrow();

      now.set(START.plus(ROTATION).minus(Duration.ofHours(1)));
      assertThat(id(one, SigningAlgorithm.RS256)).as("an hour before its end").hasValue(first);
      await()
          .atMost(SOON)
          .until(() -> {
            now.updateAndGet(time -> time.plus(Duration.ofMinutes(10)));
            return !id(one, SigningAlgorithm.RS256).equals(Optional.of(first));
          });
      awaitSame(one, other, SigningAlgorithm.RS256);

      try (KeyTopic late = open()) {
        awaitSame(one, late, SigningAlgorithm.RS256);
        awaitSame(one, late, SigningAlgorithm.ES256);
      }
    }
  }

  @Test
  void worker_whoseClockIsFarAhead_leavesTheOthersTheirKeys() {
    Instant present = Instant.now();
    Instant future = present.plus(Duration.ofDays(365));
    now.set(present);
    try (KeyTopic one = open("ahead.keys", now::get)) {
      await().atMost(SOON).until(() -> id(one, SigningAlgorithm.ES256).isPresent());
      try (KeyTopic ahead = open("ahead.keys", () -> future)) {
        // What it takes for expired is gone by then, if it removes that.
        await().atMost(SOON).until(() -> ahead.signer(SigningAlgorithm.ES256, future).isPresent());
      }
      try (KeyTopic late = open("ahead.keys", now::get)) {
        awaitSame(one, late, SigningAlgorithm.RS256);
        awaitSame(one, late, SigningAlgorithm.ES256);
      }
    }
  }

  @Test
  void expiredKey_isRemovedWithTheNextOne() {
    Instant past = Instant.now().minus(Duration.ofDays(400));
    now.set(past);
    try (KeyTopic one = open("expired.keys", now::get)) {
      await().atMost(SOON).until(() -> id(one, SigningAlgorithm.RS256).isPresent());
      String first = id(one, SigningAlgorithm.RS256).orElseThrow();

      now.set(past.plus(Duration.ofDays(70)));

      await()
          .atMost(SOON)
          .until(() -> id(one, SigningAlgorithm.RS256).filter(id -> !id.equals(first)).isPresent());
      await().atMost(SOON).until(() -> removed("expired.keys").contains(first));
    }
  }

  private static Set<String> removed(String topic) {
    Set<String> removed = new HashSet<>();
    TopicPartition partition = new TopicPartition(topic, 0);
    try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(consumer())) {
      consumer.assign(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      while (consumer.position(partition) < end) {
        for (ConsumerRecord<byte[], byte[]> entry : consumer.poll(Duration.ofMillis(100))) {
          if (entry.value() == null) {
            removed.add(new String(entry.key(), StandardCharsets.UTF_8));
          }
        }
      }
    }
    return removed;
  }

  private void awaitSame(KeyTopic one, KeyTopic other, SigningAlgorithm algorithm) {
    await()
        .atMost(SOON)
        .untilAsserted(() -> {
          assertThat(id(one, algorithm)).isPresent();
          assertThat(id(other, algorithm)).isEqualTo(id(one, algorithm));
        });
  }

  private Optional<String> id(KeyTopic keys, SigningAlgorithm algorithm) {
    return keys.signer(algorithm, now.get()).map(SigningKey::getId);
  }

  private KeyTopic open() {
    return open(TOPIC, now::get);
  }

  private static Map<String, Object> consumer() {
    Map<String, Object> consumer = new HashMap<>();
    consumer.put("bootstrap.servers", broker.bootstrapServers());
    consumer.put("key.deserializer", ByteArrayDeserializer.class);
    consumer.put("value.deserializer", ByteArrayDeserializer.class);
    consumer.put("auto.offset.reset", "earliest");
    return consumer;
  }

  private static KeyTopic open(String topic, InstantSource clock) {
    Map<String, Object> producer = new HashMap<>();
    producer.put("bootstrap.servers", broker.bootstrapServers());
    producer.put("key.serializer", ByteArraySerializer.class);
    producer.put("value.serializer", ByteArraySerializer.class);
    return KeyTopic.open(new KeyTopic.Settings(topic, consumer(), producer, ROTATION), clock);
  }
}
