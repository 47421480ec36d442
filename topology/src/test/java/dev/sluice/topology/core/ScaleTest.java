package dev.sluice.topology.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.topology.core.Decision.DeadLettered;
import dev.sluice.topology.core.Decision.Dispatch;
import dev.sluice.topology.core.Decision.ScheduleRetry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A million tasks through a simulated hour; laws are checked, speed is not. */
final class ScaleTest {

  private static final int TASKS = 1_000_000;
  private static final int QUEUES = 50;
  private static final long STEP_MICROS = 50_000;
  private static final long HOUR_MICROS = 3_600_000_000L;
  private static final int RATE = 7;
  private static final int BURST = 20;
  private static final int CONCURRENT = 15;
  private static final long LONGEST_DELAY_MICROS = 120_000_000L;

  private record Answer(long atMicros, Dispatch dispatch) {}

  private final Random random = new Random(20_261_122);
  private final SchedulerDriver driver = new SchedulerDriver();
  private final PriorityQueue<Answer> answers =
      new PriorityQueue<>(Comparator.comparingLong(Answer::atMicros));
  private final Map<String, Integer> running = new HashMap<>();
  private final Set<Long> received = new HashSet<>();
  private final Map<Long, Dispatch> waiting = new HashMap<>();
  private final Map<String, Deque<Long>> window = new HashMap<>();
  private final long[] notBefore = new long[TASKS];
  private final byte[] successes = new byte[TASKS];
  private int created;
  private int succeeded;
  private int retried;
  private int buried;
  private int ahead;

  @Test
  void aMillionTasks_throughAnHour_keepTheLaws() {
    List<String> queues =
        IntStream.range(0, QUEUES)
            .mapToObj("projects/p/locations/l/queues/q%d"::formatted)
            .toList();
    for (String queue : queues) {
      driver.createQueue(
          queue,
          Settings.defaults()
              .rate(RATE, BURST)
              .concurrent(CONCURRENT)
              .attempts(4)
              .backoff(Duration.ofSeconds(1), Duration.ofSeconds(30), 3)
              .tombstoneTtl(Duration.ofMinutes(1)));
    }
    long end = driver.now() + HOUR_MICROS;
    for (int step = 0; driver.now() < end || !idle(); step++) {
      createSome(queues);
      answerSome();
      if (step % 20 == 0) {
        speak();
      }
      driver.tick();
      obey();
      driver.commit();
      driver.moveTo(driver.now() + STEP_MICROS);
      assertThat(driver.now()).isLessThan(end + HOUR_MICROS);
    }
    assertThat(created).isEqualTo(TASKS);
    assertThat(succeeded + buried).isEqualTo(TASKS);
    assertThat(retried).isGreaterThan(TASKS / 20);
    assertThat(buried).isPositive();
    assertThat(ahead).isPositive();
    assertEmpty(queues);
  }

  private boolean idle() {
    return created == TASKS && succeeded + buried == TASKS;
  }

  private void createSome(List<String> queues) {
    long elapsed = driver.now() - SchedulerDriver.START_MICROS;
    long wanted = Math.min(TASKS, (long) TASKS * (elapsed + STEP_MICROS) / HOUR_MICROS);
    while (created < wanted) {
      boolean delayed = random.nextInt(10) < 3;
      long due = delayed ? driver.now() + random.nextLong(LONGEST_DELAY_MICROS) : driver.now();
      notBefore[created] = due;
      boolean generated = random.nextInt(10) < 8;
      driver.create(
          queues.get(random.nextInt(QUEUES)), Integer.toString(created++), generated, due);
    }
  }

  private void answerSome() {
    while (!answers.isEmpty() && answers.peek().atMicros() <= driver.now()) {
      Dispatch dispatch = answers.remove().dispatch();
      running.merge(dispatch.queueName(), -1, Integer::sum);
      received.remove(dispatch.sequence());
      Dispatch next = waiting.remove(dispatch.sequence());
      if (next != null) {
        start(next);
      }
      int draw = random.nextInt(100);
      if (draw < 90) {
        int task = Integer.parseInt(dispatch.taskId());
        assertThat(++successes[task]).as("task %d", task).isEqualTo((byte) 1);
        succeeded++;
        driver.respond(dispatch, 200);
      } else {
        driver.respond(dispatch, draw < 95 ? 503 : 404);
      }
    }
  }

  private void speak() {
    long[] held =
        Stream.concat(answers.stream().map(Answer::dispatch), waiting.values().stream())
            .mapToLong(Dispatch::sequence)
            .sorted()
            .toArray();
    long received = held.length == 0 ? 0 : held[held.length - 1];
    driver.hear("w", 5_000 - held.length, received, held);
  }

  private void obey() {
    for (Decision decision : driver.take()) {
      switch (decision) {
        case Dispatch dispatch -> obey(dispatch);
        case ScheduleRetry retry -> {
          retried++;
          notBefore[Integer.parseInt(retry.taskId())] = retry.nextAttemptMicros();
          driver.readBack(retry);
        }
        case DeadLettered ignored -> buried++;
        default -> {}
      }
    }
  }

  private void obey(Dispatch dispatch) {
    int task = Integer.parseInt(dispatch.taskId());
    assertThat(dispatch.dispatchMicros()).as("never early").isGreaterThanOrEqualTo(notBefore[task]);
    Deque<Long> last = window.computeIfAbsent(dispatch.queueName(), name -> new ArrayDeque<>());
    last.add(dispatch.dispatchMicros());
    if (last.size() > BURST + 10 * RATE) {
      // That many and one more must take longer than ten seconds.
      assertThat(dispatch.dispatchMicros() - last.remove())
          .as("tokens")
          .isGreaterThanOrEqualTo(10_000_000L);
    }
    received.add(dispatch.sequence());
    if (received.contains(dispatch.after())) {
      ahead++;
      assertThat(waiting.put(dispatch.after(), dispatch)).as("who follows").isNull();
    } else {
      start(dispatch);
    }
  }

  private void start(Dispatch dispatch) {
    int now = running.merge(dispatch.queueName(), 1, Integer::sum);
    assertThat(now).as("never over").isLessThanOrEqualTo(CONCURRENT);
    answers.add(new Answer(driver.now() + random.nextLong(1_500_000), dispatch));
  }

  private void assertEmpty(List<String> queues) {
    driver.moveTo(driver.now() + 61_000_000);
    driver.tick();
    driver.commit();
    for (String queue : queues) {
      QueueStats stats = driver.reader().stats(queue, driver.now());
      assertThat(List.of(stats.pending().tasks(), stats.inFlight())).containsExactly(0L, 0L);
    }
    List<Integer> counts = new ArrayList<>();
    for (byte kind :
        new byte[] {
          Keys.AGENDA,
          Keys.STATUS,
          Keys.IN_FLIGHT,
          Keys.WAKE_UP,
          Keys.TOMBSTONE,
          Keys.TOMBSTONE_BY_EXPIRY
        }) {
      counts.add(driver.index().count(kind));
    }
    assertThat(counts).containsOnly(0);
    assertThat(driver.definitions().size()).isEqualTo(buried);
  }
}
