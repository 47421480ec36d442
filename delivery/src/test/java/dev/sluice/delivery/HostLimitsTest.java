package dev.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.delivery.core.NotSentException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;

final class HostLimitsTest {

  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final HttpUrl HERE = HttpUrl.get("http://here.example/");
  private static final HttpUrl THERE = HttpUrl.get("http://there.example/");

  private final HostLimits limits = new HostLimits(1);

  @Test
  void places_areGivenInTheOrderInWhichTheyWereAskedFor() throws Exception {
    List<Integer> order = new CopyOnWriteArrayList<>();
    List<AtomicInteger> looks = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    HostLimits.Place first = limits.take(HERE, LONG, () -> false);
    for (int i = 0; i < 5; i++) {
      int number = i;
      AtomicInteger own = new AtomicInteger();
      looks.add(own);
      threads.add(
          Thread.ofVirtual()
              .start(() -> {
                try (var _ = limits.take(HERE, LONG, () -> own.incrementAndGet() < 0)) {
                  order.add(number);
                } catch (NotSentException e) {
                  order.add(-1);
                }
              }));
      await().atMost(PATIENCE).until(() -> own.get() > 0);
    }
    // Who looks up keeps its turn.
    int before = looks.getFirst().get();
    await().atMost(PATIENCE).until(() -> looks.getFirst().get() > before);

    first.close();

    for (Thread thread : threads) {
      assertThat(thread.join(PATIENCE)).isTrue();
    }
    assertThat(order).containsExactly(0, 1, 2, 3, 4);
    assertThat(limits.size()).isZero();
  }

  @Test
  void placeThatComesWithTheDeadline_isNotTaken() throws Exception {
    Duration deadline = Duration.ofMillis(1_200);
    try (var _ = limits.take(HERE, deadline, () -> false)) {
      long start = System.nanoTime();
      assertThatThrownBy(() -> limits.take(HERE, deadline, () -> false))
          .isInstanceOf(NotSentException.class);

      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(Duration.ofMillis(200));
    }
    // One that is free is taken however little is left.
    limits.take(HERE, Duration.ofMillis(1), () -> false).close();
  }

  @Test
  void placeThatSomebodyGaveUpWaitingFor_isTheNextOnes() throws Exception {
    try (var _ = limits.take(HERE, LONG, () -> false)) {
      assertThatThrownBy(() -> limits.take(HERE, Duration.ofMillis(1), () -> false))
          .isInstanceOf(NotSentException.class)
          .hasMessage("no place among 1 at here.example:80 within the deadline");
      assertThatThrownBy(() -> limits.take(HERE, LONG, () -> true))
          .isInstanceOf(NotSentException.class);
      try (var _ = limits.take(THERE, LONG, () -> false)) {
        assertThat(limits.size()).isEqualTo(2);
      }
    }
    assertThat(limits.size()).isZero();
    limits.take(HERE, Duration.ZERO, () -> true).close();
    assertThat(limits.size()).isZero();
  }
}
