package dev.sluice.topology.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.topology.core.Decision.DeadLettered;
import dev.sluice.topology.core.Decision.Dispatch;
import dev.sluice.topology.core.Decision.Verdict;
import dev.sluice.topology.core.Decision.Verdict.Created;
import dev.sluice.topology.core.Decision.Verdict.Parked;
import dev.sluice.topology.core.Decision.Verdict.Reason;
import dev.sluice.topology.core.Decision.Verdict.Rejected;
import dev.sluice.topology.core.Decision.Verdict.TaskDone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Creates that came before their queue, and what happens to them once it is there. */
final class ParkingTest {

  private static final String LATE = "projects/p/locations/l/queues/late";
  private static final int MIB = 1 << 20;

  /** As many as are released together with the creation of their queue. */
  private static final int FIRST_STEP = 20;

  private final SchedulerDriver driver = SchedulerDriver.withQueue(Settings.defaults());

  private static Settings fast() {
    return Settings.defaults().rate(500, 500);
  }

  /** A create whose creator does not wait for a verdict, so that it is parked. */
  private Coordinates park(String taskId, boolean generated, int bytes) {
    Coordinates at = driver.next(InputTopic.TASKS);
    long now = driver.now();
    driver.process(
        at,
        new Input.Create(
            at, now, LATE, taskId, generated, false, now, 0, 600_000, new byte[bytes]));
    return at;
  }

  private void parkMany(int count, int bytes) {
    IntStream.range(0, count).forEach(i -> park("%04d".formatted(i), true, bytes));
    driver.take();
  }

  private int parked() {
    return driver.index().count(Keys.PARKED);
  }

  /** One step of one chore. */
  private void step(List<Decision> out) {
    driver.scheduler().tick(driver.now(), () -> true, out::add);
  }

  private static List<String> tasks(List<Decision> decisions) {
    return decisions.stream()
        .filter(Dispatch.class::isInstance)
        .map(decision -> ((Dispatch) decision).taskId())
        .toList();
  }

  private void assertNothingLeft() {
    for (int kind = 0; kind < 128; kind++) {
      if (kind == Keys.PARKED || kind == Keys.PARKED_BY_QUEUE || kind > Keys.REFUSAL) {
        assertThat(driver.index().count((byte) kind)).as("kind %d", kind).isZero();
      }
    }
  }

  @Test
  void release_ofMany_goesOnStepByStepInOrderAndAcrossRestarts() {
    parkMany(300, 10);
    driver.createQueue(LATE, fast());
    assertThat(parked()).isEqualTo(300 - FIRST_STEP);

    List<Decision> out = new ArrayList<>(driver.take());
    int before = parked();
    for (int i = 0; parked() > 0 && i < 10_000; i++) {
      step(out);
      assertThat(before - parked()).isBetween(0, 20);
      before = parked();
      if (i % 10 == 0) {
        driver.restart();
        driver.hear("w", 1_000_000);
      }
    }

    driver.tick();
    out.addAll(driver.take());
    assertThat(tasks(out))
        .containsExactlyElementsOf(IntStream.range(0, 300).mapToObj("%04d"::formatted).toList());
    assertNothingLeft();
  }

  @Test
  void release_ofLargeTasks_takesAFewMebibytesAStep() {
    parkMany(12, 2 * MIB);
    driver.createQueue(LATE, fast());
    List<Decision> out = new ArrayList<>(driver.take());
    int before = parked();
    assertThat(before).isEqualTo(10);
    for (int i = 0; parked() > 0 && i < 1_000; i++) {
      step(out);
      assertThat(before - parked()).isBetween(0, 2);
      before = parked();
    }

    assertThat(tasks(out)).hasSize(12);
  }

  @Test
  void expiry_ofLargeCreates_takesAFewMebibytesAStep() {
    parkMany(12, 2 * MIB);
    driver.advance(Duration.ofSeconds(60));
    List<Decision> out = new ArrayList<>();
    int before = 12;
    for (int i = 0; parked() > 0 && i < 1_000; i++) {
      step(out);
      assertThat(before - parked()).isBetween(0, 2);
      before = parked();
    }

    assertThat(out).filteredOn(DeadLettered.class::isInstance).hasSize(12);
    assertNothingLeft();
  }

  @Test
  void create_ofANameParkedEarlier_losesBeforeTheReleaseHasComeToIt() {
    parkMany(100, 10);
    Coordinates first = park("n", false, 10);
    park("n", false, 10);
    driver.createQueue(LATE, fast());
    driver.restart();
    driver.hear("w", 1_000_000);
    driver.take();
    Coordinates late = driver.create(LATE, "n", false, 0);

    List<Decision> decisions = driver.take();
    assertThat(decisions)
        .filteredOn(Dispatch.class::isInstance)
        .singleElement()
        .isInstanceOfSatisfying(
            Dispatch.class, dispatch -> assertThat(dispatch.incarnation()).isEqualTo(first));
    assertThat(decisions)
        .filteredOn(Verdict.class::isInstance)
        .singleElement()
        .isInstanceOfSatisfying(
            Verdict.class,
            verdict -> {
              assertThat(verdict.about()).isEqualTo(late);
              assertThat(((Rejected) verdict.result()).reason()).isEqualTo(Reason.ALREADY_EXISTS);
            });
    driver.tick();
    assertThat(driver.take(Dispatch.class)).hasSize(100 - FIRST_STEP);
    assertNothingLeft();
  }

  @Test
  void delete_ofATaskThatIsStillParked_findsIt() {
    parkMany(FIRST_STEP, 10);
    park("n", false, 10);
    park("m", false, 10);
    driver.createQueue(LATE, fast());
    assertThat(driver.command(new Input.DeleteTask(LATE, "n"))).isInstanceOf(TaskDone.class);
    driver.process(InputTopic.TASKS, new Input.Delete(LATE, "m"));
    driver.take();
    driver.tick();

    assertThat(driver.take(Dispatch.class)).isEmpty();
    assertThat(driver.definitions().size()).isEqualTo(FIRST_STEP);
    assertNothingLeft();
  }

  @Test
  void purge_beforeTheRelease_coversWhatIsStillParked() {
    parkMany(FIRST_STEP, 10);
    park("n", false, 10);
    driver.createQueue(LATE, fast());
    driver.advance(Duration.ofMillis(1));
    driver.command(new Input.PurgeQueue(LATE, driver.now()));
    driver.take();
    driver.tick();

    assertThat(driver.take(Dispatch.class)).isEmpty();
    assertThat(driver.definitions().size()).isZero();
  }

  @Test
  void deletedQueue_takesAlongWhatIsStillParked_andTheNextGetsOnlyItsOwn() {
    parkMany(FIRST_STEP, 10);
    park("n", false, 10);
    driver.createQueue(LATE, fast());
    driver.command(new Input.DeleteQueue(LATE));
    Coordinates own = park("n", false, 10);
    driver.take();
    driver.createQueue(LATE, fast());
    driver.tick();

    assertThat(driver.takeOne(Dispatch.class).incarnation()).isEqualTo(own);
    assertNothingLeft();
  }

  @Test
  void create_intoTheNextQueueOfTheName_doesNotLoseAgainstTheDeletedOnes() {
    parkMany(FIRST_STEP, 10);
    park("n", false, 10);
    driver.createQueue(LATE, fast());
    driver.command(new Input.DeleteQueue(LATE));
    driver.createQueue(LATE, fast());
    driver.take();
    Coordinates at = driver.create(LATE, "n", false, 0);

    assertThat(driver.take()).contains(new Verdict(at, new Created()));
    driver.tick();
    assertThat(driver.take(Dispatch.class)).isEmpty();
    assertNothingLeft();
  }

  @Test
  void deletedQueue_whatItLeftParkedExpires_isNoDeadLetter() {
    parkMany(FIRST_STEP, 10);
    park("n", false, 10);
    driver.createQueue(LATE, fast());
    driver.command(new Input.DeleteQueue(LATE));
    driver.take();
    driver.tickAfter(Duration.ofSeconds(61));

    assertThat(driver.take(DeadLettered.class)).isEmpty();
    assertNothingLeft();
  }

  @Test
  void expiry_whenTheQueueIsThere_createsInsteadOfBurying() {
    parkMany(300, 10);
    driver.createQueue(LATE, fast());
    driver.take();
    driver.tickAfter(Duration.ofSeconds(61));

    List<Decision> decisions = driver.take();
    assertThat(decisions).filteredOn(DeadLettered.class::isInstance).isEmpty();
    assertThat(tasks(decisions)).hasSize(300 - FIRST_STEP);
    assertNothingLeft();
  }

  @Test
  void verdictOfCreate_stillParkedWithItsQueueThere_isParked() {
    parkMany(FIRST_STEP, 10);
    Coordinates first = park("n", false, 10);
    Coordinates second = park("n", false, 10);
    driver.createQueue(LATE, fast());
    assertThat(driver.reader().verdictOfCreate(first, LATE, "n")).isEqualTo(new Parked());
    assertThat(driver.reader().verdictOfCreate(second, LATE, "n")).isEqualTo(new Parked());
    driver.tick();

    assertThat(driver.reader().verdictOfCreate(first, LATE, "n")).isEqualTo(new Created());
    assertThat(driver.reader().verdictOfCreate(second, LATE, "n")).isInstanceOf(Rejected.class);
  }

  @Test
  void release_aborted_startsOver() {
    parkMany(30, 10);
    driver.createQueue(LATE, fast());
    driver.commit();
    driver.tick();
    driver.take();
    driver.abort();
    driver.hear("w", 1_000_000);
    driver.tick();

    assertThat(driver.take(Dispatch.class)).hasSize(30 - FIRST_STEP);
    assertNothingLeft();
  }
}
