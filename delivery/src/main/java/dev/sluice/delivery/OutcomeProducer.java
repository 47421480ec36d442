package dev.sluice.delivery;

import dev.sluice.schemas.AvroCodec;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the outcomes topic. Outcomes are written again until Kafka has acknowledged them, with
 * a new producer where the old one has failed for good; Holdings are not, since the next ones say
 * all.
 */
final class OutcomeProducer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(OutcomeProducer.class);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Supplier<Producer<byte[], byte[]>> producers;
  private final String topic;
  private final Queue<Unwritten> unwritten = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean broken = new AtomicBoolean();
  private final AtomicBoolean stalled = new AtomicBoolean();
  private final AtomicBoolean outageIsLogged = new AtomicBoolean();
  private volatile Producer<byte[], byte[]> producer;
  private final AtomicInteger generation = new AtomicInteger();
  private volatile boolean closed;

  /** An outcome that Kafka did not take. */
  private record Unwritten(ProducerRecord<byte[], byte[]> record, Runnable acknowledged) {}

  OutcomeProducer(String topic, Supplier<Producer<byte[], byte[]>> producers) {
    this.topic = topic;
    this.producers = producers;
    this.producer = producers.get();
  }

  /** Writes an outcome, for ever if need be. */
  void writeOutcome(int partition, String key, SpecificRecordBase value, Runnable acknowledged) {
    Unwritten outcome = new Unwritten(record(partition, key, value), acknowledged);
    if (stalled.get()) {
      unwritten.add(outcome);
    } else {
      write(outcome);
    }
  }

  /** Writes Holdings once; not at all while writes fail. */
  void writeHoldings(
      int partition, String key, SpecificRecordBase value, Runnable acknowledged, Runnable failed) {
    send(record(partition, key, value), acknowledged, failed);
  }

  private void write(Unwritten outcome) {
    send(outcome.record(), outcome.acknowledged(), () -> unwritten.add(outcome));
  }

  private void send(ProducerRecord<byte[], byte[]> record, Runnable acknowledged, Runnable failed) {
    int used = generation.get();
    try {
      // The callback says all that the future would.
      var _ =
          producer.send(
              record,
              (_, failure) -> {
                if (failure == null) {
                  noteSuccess();
                  acknowledged.run();
                } else {
                  note(used, failure);
                  failed.run();
                }
              });
    } catch (RuntimeException | Error e) {
      // Of whatever kind: an outcome that were dropped here would keep its slot for ever.
      note(used, e);
      failed.run();
    }
  }

  private void note(int used, Throwable failure) {
    if (closed || used != generation.get()) {
      return;
    }
    stalled.set(true);
    // A retriable failure leaves the producer as it was; of all others it may not recover.
    if (!(failure instanceof RetriableException)) {
      broken.set(true);
    }
    if (outageIsLogged.compareAndSet(false, true)) {
      log.warn("event=outcome_writes_failing cause=\"{}\"", failure.toString());
    }
  }

  private void noteSuccess() {
    if (outageIsLogged.compareAndSet(true, false)) {
      log.info("event=outcome_writes_recovered to_repeat={}", unwritten.size());
    }
  }

  /** Writes again what failed, up to the first failure. To be called often, by one thread. */
  void repeat() {
    if (broken.compareAndSet(true, false)) {
      Producer<byte[], byte[]> old = producer;
      generation.incrementAndGet();
      producer = producers.get();
      old.close(Duration.ZERO);
    }
    stalled.set(false);
    for (int left = unwritten.size(); left > 0 && !stalled.get(); left--) {
      Unwritten next = unwritten.poll();
      if (next != null) {
        write(next);
      }
    }
  }

  private ProducerRecord<byte[], byte[]> record(
      int partition, String key, SpecificRecordBase value) {
    return new ProducerRecord<>(
        topic,
        partition,
        key.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        AvroCodec.encode(value));
  }

  @Override
  public void close() {
    closed = true;
    producer.close(CLOSE_TIMEOUT);
  }
}
