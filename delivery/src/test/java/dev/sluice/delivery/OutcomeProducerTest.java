package dev.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.v1.Holdings;
import dev.sluice.v1.Outcome;
import dev.sluice.v1.OutcomeKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

final class OutcomeProducerTest {

  private final List<MockProducer<byte[], byte[]>> made = new ArrayList<>();
  private final AtomicInteger acknowledged = new AtomicInteger();
  private final AtomicInteger failed = new AtomicInteger();
  private final OutcomeProducer producer = new OutcomeProducer("outcomes", this::make);

  @Test
  void outcome_isAcknowledgedOnlyByKafka() {
    write();
    assertThat(acknowledged).hasValue(0);

    made.getFirst().completeNext();

    assertThat(acknowledged).hasValue(1);
    assertThat(made.getFirst().history().getFirst().partition()).isEqualTo(3);
  }

  @Test
  void outcome_thatTimedOut_isWrittenAgainByTheSameProducer() {
    write();
    made.getFirst().errorNext(new TimeoutException("slow"));
    assertThat(made.getFirst().history()).hasSize(1);

    producer.repeat();
    made.getFirst().completeNext();

    assertThat(acknowledged).hasValue(1);
    assertThat(made).hasSize(1);
    assertThat(made.getFirst().history()).hasSize(2);
  }

  @Test
  void outcome_afterAFatalFailure_isWrittenAgainByANewProducer() {
    write();
    made.getFirst().errorNext(new KafkaException("out of order"));

    producer.repeat();
    producer.repeat();

    assertThat(made).hasSize(2);
    assertThat(made.getFirst().closed()).isTrue();
    assertThat(made.getLast().history()).hasSize(1);
    made.getLast().completeNext();
    assertThat(acknowledged).hasValue(1);
  }

  @Test
  void writes_afterAFailure_waitForTheNextRepeatAndThenForTheFirstFailure() {
    MockProducer<byte[], byte[]> kafka = made.getFirst();
    kafka.sendException = new TimeoutException("no metadata");
    write();
    kafka.sendException = null;
    write();
    write();
    assertThat(kafka.history()).isEmpty();

    kafka.sendException = new TimeoutException("still none");
    producer.repeat();
    kafka.sendException = null;
    write();
    assertThat(kafka.history()).isEmpty();

    producer.repeat();
    assertThat(kafka.history()).hasSize(4);
  }

  @Test
  void outcome_afterAnUnexpectedException_isWrittenAgain() {
    made.getFirst().sendException = new IllegalArgumentException("no Kafka exception");
    write();

    producer.repeat();
    made.getLast().completeNext();

    assertThat(acknowledged).hasValue(1);
  }

  @Test
  void holdings_afterAnUnexpectedException_haveFailed() {
    Holdings holdings = Holdings.newBuilder().setWorkerId("w").setIncarnation("i").build();
    made.getFirst().sendException = new IllegalArgumentException("no Kafka exception");

    producer.writeHoldings(
        0, "w", holdings, acknowledged::incrementAndGet, failed::incrementAndGet);

    assertThat(failed).hasValue(1);
  }

  @Test
  void holdings_thatFailed_areNotWrittenAgain() {
    Holdings holdings = Holdings.newBuilder().setWorkerId("w").setIncarnation("i").build();
    producer.writeHoldings(
        0, "w", holdings, acknowledged::incrementAndGet, failed::incrementAndGet);
    made.getFirst().errorNext(new TimeoutException("slow"));

    producer.repeat();

    assertThat(failed).hasValue(1);
    assertThat(acknowledged).hasValue(0);
    assertThat(made.getFirst().history()).hasSize(1);
  }

  private void write() {
    Outcome outcome =
        Outcome.newBuilder()
            .setLane(6)
            .setSequence(1)
            .setTaskName("t")
            .setWorkerId("w")
            .setKind(OutcomeKind.ABANDONED)
            .setStartTime(Instant.EPOCH)
            .setResponseTime(Instant.EPOCH)
            .build();
    producer.writeOutcome(3, "t", outcome, acknowledged::incrementAndGet);
  }

  private MockProducer<byte[], byte[]> make() {
    MockProducer<byte[], byte[]> one =
        new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    made.add(one);
    return one;
  }
}
