package dev.sluice.adminapi.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.schemas.QueueName;
import dev.sluice.v1.query.FullQueue;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FullQueuesTest {

  private static final QueueName QUEUE = new QueueName("p", "l", "q");
  private static final QueueName OTHER = new QueueName("p", "l", "other");
  private static final long TRUST_NANOS = Duration.ofMillis(500).toNanos();

  private long nanos = Long.MAX_VALUE - 1_000;
  private final Counter refused = new SimpleMeterRegistry().counter("refused");
  private final FullQueues full = new FullQueues(() -> nanos, refused);
  private int asked;
  private Optional<String> answer = Optional.empty();

  private void create(QueueName queue) throws InterruptedException {
    full.requireRoom(
        queue,
        () -> {
          asked++;
          return answer;
        });
  }

  private void tell(String message) {
    full.told(
        List.of(FullQueue.newBuilder().setQueueName(QUEUE.toString()).setMessage(message).build()));
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> create(QUEUE))
        .isInstanceOfSatisfying(
            StatusRuntimeException.class,
            e -> {
              assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
              assertThat(e.getStatus().getDescription()).isEqualTo(message);
            });
  }

  @Test
  void nothingTold_nobodyIsAsked() throws InterruptedException {
    create(QUEUE);
    assertThat(asked).isZero();
  }

  @Test
  void told_refusesThatQueueOnly_withoutAsking() throws InterruptedException {
    tell("full of tasks");

    assertRefused("full of tasks");
    create(OTHER);
    nanos += TRUST_NANOS - 1;
    assertRefused("full of tasks");
    assertThat(asked).isZero();
    assertThat(refused.count()).isEqualTo(2);
  }

  @Test
  void aWhileLater_oneCallerAsks_andTheOthersAreRefusedMeanwhile() throws InterruptedException {
    tell("full");
    nanos += TRUST_NANOS;
    answer = Optional.of("still full");
    assertRefused("still full");
    assertRefused("still full");
    assertThat(asked).isEqualTo(1);

    nanos += TRUST_NANOS;
    full.requireRoom(
        QUEUE,
        () -> {
          assertRefused("still full");
          return Optional.empty();
        });
    assertThatCode(() -> create(QUEUE)).doesNotThrowAnyException();
    assertThat(asked).isEqualTo(1);
  }

  @Test
  void toldWhileAsking_isNotForgotten() throws InterruptedException {
    tell("full");
    nanos += TRUST_NANOS;

    full.requireRoom(
        QUEUE,
        () -> {
          nanos += 1;
          tell("full again");
          return Optional.empty();
        });
    assertRefused("full again");
  }
}
