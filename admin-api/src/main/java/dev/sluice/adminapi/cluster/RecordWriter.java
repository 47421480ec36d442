package dev.sluice.adminapi.cluster;

import java.time.Duration;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Writes records and enters them in a ledger. */
final class RecordWriter implements AutoCloseable {

  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  private final Producer<String, byte[]> producer;

  RecordWriter(Producer<String, byte[]> producer) {
    this.producer = producer;
  }

  /** Sends a record; what becomes of it is told by the entry. */
  VerdictLedger.Entry write(
      VerdictLedger ledger, String topic, int partition, String key, byte[] value) {
    VerdictLedger.Entry entry = ledger.begin(key);
    try {
      var _ =
          producer.send(
              new ProducerRecord<>(topic, partition, key, value),
              (metadata, failure) -> {
                if (failure == null) {
                  ledger.acknowledged(entry, metadata.offset());
                } else {
                  ledger.failed(entry, failure);
                }
              });
    } catch (KafkaException | IllegalStateException e) {
      // The second is what a closed producer throws.
      ledger.failed(entry, e);
    }
    return entry;
  }

  @Override
  public void close() {
    producer.close(CLOSE_PATIENCE);
  }
}
