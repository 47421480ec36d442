package dev.sluice.topology.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** What releases wrote that knew of no budgets. */
final class OldLayoutTest {

  private static final byte UNCOUNTED = 2;
  private static final byte UNBUDGETED = 2;
  private static final byte UNADDRESSED = 3;

  @Test
  void motion_withoutBytes_isReadWithNone() {
    QueueMotion motion =
        QueueMotion.atRest(TokenBucket.full(5, 7), Pace.FREE, 1, Keys.of(Keys.AGENDA, 3));
    byte[] now = motion.toBytes();
    // Tasks, bytes, slots and occupied are a zero each; bytes and occupied were not there.
    int bytesAt = now.length - Keys.of(Keys.AGENDA, 3).length - 14;
    byte[] old = new byte[now.length - 2];
    System.arraycopy(now, 0, old, 0, bytesAt);
    System.arraycopy(now, bytesAt + 2, old, bytesAt, old.length - bytesAt);
    old[0] = UNCOUNTED;

    QueueMotion read = QueueMotion.of(old);

    assertThat(read.toBytes()).isEqualTo(now);
    assertThat(read.bytes()).isZero();
  }

  @Test
  void queue_withoutBudget_hasTheInstallations() {
    QueueSnapshot queue =
        new QueueSnapshot(
            "projects/p/locations/l/queues/q",
            Settings.defaults().build(),
            QueueSnapshot.State.RUNNING,
            1,
            2);
    QueueRecord record = new QueueRecord(queue, new Coordinates(InputTopic.COMMANDS, 0, 9));
    byte[] now = record.toBytes();
    // The budget is two zeros at the end.
    byte[] old = Arrays.copyOf(now, now.length - 2);
    old[0] = UNBUDGETED;

    QueueRecord read = QueueRecord.of(old);

    assertThat(read.toBytes()).isEqualTo(now);
    assertThat(read.snapshot().settings().budget()).isEqualTo(Budget.INHERITED);
  }

  @Test
  void counters_withoutSums_startAtZero() {
    MemoryTable index = new MemoryTable();
    index.put(
        Keys.of(Keys.COUNTERS), new ByteWriter(4).u8(1).varint(4).varint(5).varint(6).toBytes());

    Counters counters = new Counters(index);

    assertThat(counters.nextQueueId()).isEqualTo(5);
    assertThat(counters.nextDeadLetter()).isEqualTo(6);
    assertThat(counters.lastParked()).isEqualTo(6);
    assertThat(counters.pendingTasks()).isZero();
    counters.addPending(-1, -10);
    assertThat(counters.pendingBytes()).isZero();
  }

  @Test
  void refusal_thatDoesNotSayWhose_isNotTold_andForgotten() {
    SchedulerDriver driver = SchedulerDriver.withQueue(Settings.defaults());
    byte[] key = Keys.of(Keys.REFUSAL, 17, 0);
    ByteWriter old = new ByteWriter(64).u8(UNADDRESSED).i64(driver.now());
    ResultCodec.write(old, Refusals.TASK_EXISTS);
    driver.index().put(key, old.toBytes());
    driver.restart();
    Coordinates at = new Coordinates(InputTopic.TASKS, 0, 17);

    assertThat(driver.reader().verdictOfCreate(at, SchedulerDriver.QUEUE, "a"))
        .isEqualTo(new Decision.Verdict.Created());
    driver.advance(Duration.ofSeconds(61));
    driver.tick();
    driver.commit();
    assertThat(driver.index().get(key)).isNull();
  }

  @Test
  void tasksThatWereNotCounted_takeNothingAwayFromThoseThatAre() {
    SchedulerDriver driver = SchedulerDriver.withQueue(Settings.defaults());
    driver.create("counted");
    driver.commit();
    byte[] key = Keys.of(Keys.QUEUE_MOTION, 1);
    QueueMotion counted = QueueMotion.of(Objects.requireNonNull(driver.index().get(key)));
    QueueMotion uncounted =
        new QueueMotion(
            counted.bucket(),
            counted.pace(),
            counted.executed(),
            counted.tasks(),
            0,
            counted.slots(),
            counted.occupied(),
            counted.nextAgendaSequence(),
            counted.wakeMicros(),
            counted.held(),
            counted.agendaMark());
    driver.index().put(key, uncounted.toBytes());
    driver.restart();
    driver.hear("w", 10);

    driver.command(new Input.DeleteTask(SchedulerDriver.QUEUE, "counted"));
    driver.create("later");
    driver.commit();

    assertThat(driver.reader().stats(SchedulerDriver.QUEUE, driver.now()).pending())
        .isEqualTo(new Budget.Pending(1, 3, 0));
  }
}
