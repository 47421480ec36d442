package dev.sluice.schemas.producer;

import dev.sluice.schemas.Limits;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerConfig;

/** What the Kafka producer inside is told. */
final class ProducerProperties {

  private static final int ENVELOPE_BYTES = 256 * 1024;

  private static final Map<String, String> FIXED =
      Map.of(
          ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG,
          "keys are the names of tasks",
          ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG,
          "values are tasks",
          ProducerConfig.PARTITIONER_CLASS_CONFIG,
          "a queue has one partition",
          ProducerConfig.ACKS_CONFIG,
          "a receipt means that the record is durable",
          ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG,
          "a record is written once",
          ProducerConfig.TRANSACTIONAL_ID_CONFIG,
          "transactions write to the inbox: use a producer of your own with Inbox.record");

  private ProducerProperties() {}

  /**
   * Checks what an application sets, and adds what holds unless it is set.
   *
   * @throws IllegalArgumentException if something is set that must not be
   */
  static Map<String, Object> of(Map<String, Object> given, Limits limits) {
    for (Map.Entry<String, String> fixed : FIXED.entrySet()) {
      if (given.containsKey(fixed.getKey())) {
        throw new IllegalArgumentException(
            fixed.getKey()
                + ": "
                + given.get(fixed.getKey())
                + " (expected: not set; "
                + fixed.getValue()
                + ")");
      }
    }
    if (!given.containsKey(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG)) {
      throw new IllegalArgumentException("bootstrap.servers: not set (expected: HOST:PORT,...)");
    }
    Map<String, Object> all = new HashMap<>();
    all.put(ProducerConfig.LINGER_MS_CONFIG, 5);
    all.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 << 10);
    all.put(ProducerConfig.BUFFER_MEMORY_CONFIG, 64L << 20);
    all.put(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
        Math.addExact(2 * limits.maxTaskBytes(), ENVELOPE_BYTES));
    all.putAll(given);
    all.put(ProducerConfig.ACKS_CONFIG, "all");
    all.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    return all;
  }
}
