package dev.sluice.topology.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.topology.core.Decision.Dispatch;
import dev.sluice.topology.core.Decision.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random histories of full queues: creates of Kafka apps and of API callers, deletes, outcomes,
 * commits, aborts and restarts, catching up that is broken off anywhere. However it goes, limits
 * are kept, and what waited comes in once.
 */
final class BudgetModelTest {

  private static final int STEPS = 400;
  private static final int MAX_TASKS = 5;
  private static final int MAX_BYTES = 60;
  private static final int LARGEST = 20;
  private static final int QUEUES = 3;
  private static final List<InputTopic> TOPICS = List.of(InputTopic.TASKS, InputTopic.INBOX);

  private record Written(Coordinates at, long appendedMicros, Input input) {}

  private final SchedulerDriver driver =
      new SchedulerDriver(
          1, new Scheduler.Rules(new Budget(MAX_TASKS, MAX_BYTES), Duration.ZERO, 100));
  private Random random = new Random();
  private boolean hasUnnamed;

  /** Every record in the order in which it was processed first, and how many are committed. */
  private final List<Written> log = new ArrayList<>();

  private int committed;

  /** Dispatches that are facts and wait for their outcome. */
  private final List<Dispatch> open = new ArrayList<>();

  private final Map<String, Integer> dispatches = new HashMap<>();
  private final Set<String> written = new HashSet<>();
  private final Set<String> acknowledged = new HashSet<>();
  private final Set<String> deleted = new HashSet<>();
  private int waited;
  private int refused;
  private int nextId;

  static List<Integer> seeds() {
    List<Integer> seeds = new ArrayList<>();
    for (int seed = 0; seed < 150; seed++) {
      seeds.add(seed);
    }
    return seeds;
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void limits_areKept_andEveryRecordComesInOnce(int seed) {
    random = new Random(seed);
    hasUnnamed = seed % 2 == 0;
    for (int queue = 0; queue < QUEUES; queue++) {
      driver.createQueue(queue(queue), Settings.defaults());
    }
    hear();
    commit();
    for (int i = 0; i < STEPS; i++) {
      step();
    }
    drain();
    Set<String> due = new HashSet<>(written);
    due.removeAll(deleted);
    due.addAll(acknowledged);
    due.removeAll(dispatches.keySet());
    assertThat(due).as("never dispatched").isEmpty();
    assertThat(dispatches.values()).as("dispatches of each").allMatch(count -> count == 1);
    assertThat(driver.scheduler().pending()).isEqualTo(new Budget.Pending(0, 0, 0));
    assertThat(driver.index().count(Keys.HOLD)).isZero();
    assertThat(waited).as("records that waited").isPositive();
    assertThat(refused).as("creates that were refused").isPositive();
  }

  private static String queue(int number) {
    return "projects/p/locations/l/queues/q" + number;
  }

  private void step() {
    int choice = random.nextInt(100);
    if (choice < 40) {
      write(false, false);
    } else if (choice < 50) {
      write(true, false);
    } else if (choice < 55 && hasUnnamed) {
      write(true, true);
    } else if (choice < 59) {
      delete();
    } else if (choice < 74) {
      complete();
    } else if (choice < 84) {
      catchUp(random.nextInt(6), random.nextInt(4) == 0);
    } else if (choice < 88) {
      driver.tick();
    } else if (choice < 94) {
      commit();
    } else if (choice < 97) {
      abort();
    } else if (choice < 98) {
      commit();
      driver.restart();
      hear();
    } else {
      boolean isShort = random.nextBoolean();
      driver
          .scheduler()
          .shortage(isShort ? Optional.of(new Budget.Shortage(1, 2)) : Optional.empty());
    }
    driver.advance(Duration.ofMillis(random.nextInt(50)));
    if (random.nextInt(10) == 0) {
      hear();
    }
  }

  private void write(boolean awaitsVerdict, boolean generated) {
    // Some names come twice: the first create wins, and the second makes no task.
    String id = random.nextInt(8) == 0 ? "again" + random.nextInt(5) : "t" + nextId++;
    String queue = queue(random.nextInt(QUEUES));
    if (generated || awaitsVerdict) {
      id = "api" + nextId++;
    }
    Coordinates at =
        driver.next(awaitsVerdict ? InputTopic.TASKS : TOPICS.get(random.nextInt(TOPICS.size())));
    byte[] payload = new byte[1 + random.nextInt(LARGEST)];
    process(
        new Written(
            at,
            driver.now(),
            new Input.Create(
                at,
                driver.now(),
                queue,
                id,
                generated,
                awaitsVerdict,
                driver.now(),
                0,
                600_000,
                payload)));
    if (!awaitsVerdict) {
      written.add(queue + id);
    }
  }

  private void delete() {
    String queue = queue(random.nextInt(QUEUES));
    String id = "t" + random.nextInt(nextId + 1);
    deleted.add(queue + id);
    process(
        new Written(
            driver.next(TOPICS.get(random.nextInt(TOPICS.size()))),
            driver.now(),
            new Input.Delete(queue, id)));
  }

  private void complete() {
    if (!open.isEmpty()) {
      Dispatch dispatch = open.remove(random.nextInt(open.size()));
      process(
          new Written(
              driver.next(InputTopic.OUTCOMES),
              driver.now(),
              new Input.Outcome(
                  dispatch.lane(),
                  dispatch.sequence(),
                  Input.Outcome.Kind.RESPONDED,
                  200,
                  -1,
                  "",
                  new byte[0],
                  driver.now(),
                  driver.now())));
    }
  }

  private void process(Written record) {
    log.add(record);
    driver.process(record.at(), record.input());
  }

  /** Reads again, so many batches at most; maybe broken off as when Kafka cannot be read. */
  private void catchUp(int batches, boolean breakOff) {
    InputTopic topic = TOPICS.get(random.nextInt(TOPICS.size()));
    OptionalLong from = driver.scheduler().catchUp(topic, driver.now());
    if (from.isEmpty()) {
      return;
    }
    List<Written> rest =
        log.stream()
            .filter(each -> each.at().topic() == topic && each.at().offset() >= from.getAsLong())
            .toList();
    int at = 0;
    boolean more = true;
    for (int i = 0; more && i < batches; i++) {
      int end = Math.min(rest.size(), at + 1 + random.nextInt(10));
      for (Written each : rest.subList(at, end)) {
        driver.offer(each.at(), each.appendedMicros(), each.input());
      }
      if (breakOff) {
        return;
      }
      at = end;
      if (at > 0) {
        more = driver.scheduler().offered(topic, rest.get(at - 1).at().offset() + 1);
      }
    }
  }

  private void hear() {
    process(
        new Written(
            driver.next(InputTopic.OUTCOMES),
            driver.now(),
            new Input.Holdings(
                "w",
                "1",
                driver.now(),
                List.of(
                    new Input.Holdings.OwnedLane(driver.firstLane(), 0, 1_000_000, Long.MAX_VALUE)),
                List.of())));
  }

  private void commit() {
    driver.commit();
    for (Decision decision : driver.take()) {
      if (decision instanceof Dispatch dispatch) {
        open.add(dispatch);
        dispatches.merge(dispatch.queueName() + dispatch.taskId(), 1, Integer::sum);
      } else if (decision instanceof Verdict verdict) {
        count(verdict);
      }
    }
    committed = log.size();
    for (int queue = 0; queue < QUEUES && !hasUnnamed; queue++) {
      Budget.Pending pending = driver.reader().stats(queue(queue), driver.now()).pending();
      assertThat(pending.tasks()).isLessThanOrEqualTo(MAX_TASKS);
      assertThat(pending.bytes()).isLessThan(MAX_BYTES + LARGEST);
    }
  }

  private void count(Verdict verdict) {
    switch (verdict.result()) {
      case Verdict.Parked() -> waited++;
      case Verdict.Rejected(Verdict.Reason reason, String _) ->
          refused += reason == Verdict.Reason.RESOURCE_EXHAUSTED ? 1 : 0;
      case Verdict.Created() -> acknowledge(verdict.about());
      case Verdict.QueueDone _, Verdict.TaskDone _ -> {}
    }
  }

  private void acknowledge(Coordinates about) {
    log.stream()
        .filter(each -> each.at().equals(about))
        .map(Written::input)
        .filter(Input.Create.class::isInstance)
        .map(Input.Create.class::cast)
        .filter(Input.Create::awaitsVerdict)
        .forEach(create -> acknowledged.add(create.queueName() + create.taskId()));
  }

  /** What was not committed is processed again by the next owner. */
  private void abort() {
    driver.abort();
    driver.take();
    for (Written each : log.subList(committed, log.size())) {
      driver.process(each.at(), each.input());
    }
    hear();
  }

  private void drain() {
    driver.scheduler().shortage(Optional.empty());
    Budget.Pending nothing = new Budget.Pending(0, 0, 0);
    for (int i = 0; i < 2_000 && !driver.scheduler().pending().equals(nothing); i++) {
      driver.advance(Duration.ofMillis(20));
      hear();
      driver.tick();
      catchUp(50, false);
      commit();
      while (!open.isEmpty()) {
        complete();
      }
    }
    commit();
  }
}
