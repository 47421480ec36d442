package dev.sluice.topology.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.Test;

final class PollRestTest {

  private static final long MILLI = 1_000;

  private final CommitPace pace = new CommitPace(25 * MILLI);
  private final PollRest rest = new PollRest(pace);

  private void commitUntil5() {
    pace.did();
    pace.ended(0);
    pace.committed(5 * MILLI);
  }

  @Test
  void rest_withoutPartitions_isTheLongest() {
    assertThat(rest.now(0)).isEqualTo(PollRest.LONGEST);
  }

  @Test
  void rest_endsWithTheFirstPartitionThatHasSomethingToDo() {
    rest.until(0, 90 * MILLI);
    rest.until(1, 40 * MILLI + 1);
    rest.until(2, 10_000 * MILLI);
    assertThat(rest.now(0)).isEqualTo(Duration.ofMillis(41));

    rest.forget(1);
    assertThat(rest.now(0)).isEqualTo(Duration.ofMillis(90));
  }

  @Test
  void rest_endsNotBeforeACommitMayFollow() {
    commitUntil5();
    rest.until(0, 12 * MILLI);

    assertThat(rest.now(10 * MILLI)).isEqualTo(Duration.ofMillis(20));
  }

  @Test
  void rest_endsWithTheIntervalOfATransactionThatSomebodyWaitsFor() {
    commitUntil5();
    rest.until(0, 90 * MILLI);

    assertThat(pace.didAwaited(10 * MILLI)).isFalse();
    assertThat(rest.now(10 * MILLI)).isEqualTo(Duration.ofMillis(20));
  }

  @Test
  void rest_ofACommitThatStreamsPutsOff_isShortAndNotNothing() {
    commitUntil5();
    rest.until(0, 90 * MILLI);

    assertThat(pace.didAwaited(40 * MILLI)).isTrue();
    assertThat(rest.now(40 * MILLI)).isEqualTo(Duration.ofMillis(1));
    assertThat(rest.now(60 * MILLI)).isEqualTo(Duration.ofMillis(20));
  }

  @Test
  void rest_withSomethingToDoNow_isShortAndNotNothing() {
    rest.until(0, 0);

    assertThat(rest.now(50 * MILLI)).isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void consumer_waitsAsLongAsItsThreadMayRest_andNotLongerThanAsked() {
    MockConsumer<byte[], byte[]> real = new MockConsumer<>("earliest");
    var consumer = RestingConsumer.of(real, () -> Duration.ofMillis(7));

    consumer.poll(Duration.ofMillis(100));
    assertThat(real.lastPollTimeout()).isEqualTo(Duration.ofMillis(7));

    consumer.poll(Duration.ZERO);
    assertThat(real.lastPollTimeout()).isEqualTo(Duration.ZERO);
  }
}
