package dev.sluice.delivery.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.delivery.TestBroker;
import dev.sluice.v1.SigningAlgorithm;
import dev.sluice.v1.SigningKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
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
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
    }
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
    Map<String, Object> consumer = new HashMap<>();
    consumer.put("bootstrap.servers", broker.bootstrapServers());
    consumer.put("key.deserializer", ByteArrayDeserializer.class);
    consumer.put("value.deserializer", ByteArrayDeserializer.class);
    consumer.put("auto.offset.reset", "earliest");
    Map<String, Object> producer = new HashMap<>();
    producer.put("bootstrap.servers", broker.bootstrapServers());
    producer.put("key.serializer", ByteArraySerializer.class);
    producer.put("value.serializer", ByteArraySerializer.class);
    InstantSource clock = now::get;
    return KeyTopic.open(new KeyTopic.Settings(TOPIC, consumer, producer, ROTATION), clock);
  }
}
