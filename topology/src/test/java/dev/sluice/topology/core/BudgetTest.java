package dev.sluice.topology.core;

import static dev.sluice.topology.core.SchedulerDriver.QUEUE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.topology.core.Decision.Dispatch;
import dev.sluice.topology.core.Decision.QueueFull;
import dev.sluice.topology.core.Decision.Verdict;
import dev.sluice.topology.core.Decision.Verdict.Created;
import dev.sluice.topology.core.Decision.Verdict.Parked;
import dev.sluice.topology.core.Decision.Verdict.Reason;
import dev.sluice.topology.core.Decision.Verdict.Rejected;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What happens to creates over the limits, and to what has to go on. */
final class BudgetTest {

  private static final String OTHER = "projects/p/locations/l/queues/other";
  private static final Optional<Budget.Shortage> SHORT = Optional.of(new Budget.Shortage(10, 100));

  private final SchedulerDriver driver =
      new SchedulerDriver(1, new Scheduler.Rules(new Budget(2, 1_000), Duration.ZERO, 100));
  private final List<Written> log = new ArrayList<>();
  private final List<Decision> decisions = new ArrayList<>();

  /** A record of a Kafka app. */
  private record Written(Coordinates at, long appendedMicros, Input input) {}

  BudgetTest() {
    driver.createQueue(QUEUE, Settings.defaults());
    driver.createQueue(OTHER, Settings.defaults());
    driver.hear("w", 1_000_000);
    driver.take();
  }

  private Coordinates write(String queue, String taskId) {
    Coordinates at = driver.next(InputTopic.TASKS);
    return write(
        at,
        new Input.Create(
            at,
            driver.now(),
            queue,
            taskId,
            false,
            false,
            driver.now(),
            0,
            600_000,
            new byte[] {1}));
  }

  private Coordinates write(Coordinates at, Input input) {
    log.add(new Written(at, driver.now(), input));
    driver.process(at, input);
    return at;
  }

  private void writeDelete(String queue, String taskId) {
    write(driver.next(InputTopic.TASKS), new Input.Delete(queue, taskId));
  }

  /** Reads the topic again as long as there is room; returns whether anything was read. */
  private boolean catchUp() {
    OptionalLong from = driver.scheduler().catchUp(InputTopic.TASKS, driver.now());
    for (Written each : log) {
      if (from.isPresent() && each.at().offset() >= from.getAsLong()) {
        driver.offer(each.at(), each.appendedMicros(), each.input());
      }
    }
    from.ifPresent(
        _ -> driver.scheduler().offered(InputTopic.TASKS, log.getLast().at().offset() + 1));
    return from.isPresent();
  }

  private Budget.Pending pending(String queue) {
    driver.commit();
    return driver.reader().stats(queue, driver.now()).pending();
  }

  private List<String> dispatched() {
    return driver.take(Dispatch.class).stream().map(Dispatch::taskId).toList();
  }

  private Verdict.Result create(String taskId) {
    driver.take();
    driver.create(taskId);
    return driver.take(Verdict.class).getFirst().result();
  }

  private void fill() {
    driver.create("a");
    driver.create("b");
  }

  private static void assertRefused(Verdict.Result result, String... words) {
    assertThat(result)
        .isInstanceOfSatisfying(
            Rejected.class,
            rejected -> {
              assertThat(rejected.reason()).isEqualTo(Reason.RESOURCE_EXHAUSTED);
              assertThat(rejected.message()).contains(words);
            });
  }

  @Test
  void namedCreate_overTheLimit_isRefusedUntilATaskEnds() {
    driver.create("a");
    Dispatch first = driver.takeOne(Dispatch.class);
    driver.create("b");

    assertRefused(
        create("c"),
        "Queue " + QUEUE + " is full: 2 tasks pending (limit: 2)",
        "sluice.maxPendingTasks",
        "sluice.budget.queue-tasks");
    driver.respond(first, 200);
    assertThat(create("c")).isEqualTo(new Created());
    assertThat(pending(QUEUE)).isEqualTo(new Budget.Pending(2, 6, 0));
  }

  @Test
  void nameThatIsTaken_isToldSo_fullOrNot() {
    fill();

    assertThat(create("a"))
        .isEqualTo(new Rejected(Reason.ALREADY_EXISTS, "Requested entity already exists"));
  }

  @Test
  void unnamedCreate_mayHaveBeenAcknowledged_soItComesIn_andOthersAreTold() {
    driver.create(QUEUE, "a", true, 0);
    assertThat(driver.take(QueueFull.class)).isEmpty();
    driver.create(QUEUE, "b", true, 0);
    assertThat(driver.takeOne(QueueFull.class).queueName()).isEqualTo(QUEUE);
    driver.create(QUEUE, "c", true, 0);
    assertThat(driver.take(QueueFull.class)).as("once in a transaction").isEmpty();
    driver.commit();
    driver.create(QUEUE, "d", true, 0);

    assertThat(driver.takeOne(QueueFull.class).message()).contains("4 tasks pending (limit: 2)");
    assertThat(pending(QUEUE).tasks()).isEqualTo(4);
  }

  @Test
  void bytes_areLimitedToo_andMayBeExceededByOneTask() {
    driver.update(
        Settings.defaults().budget(100, 5),
        QueueField.MAX_PENDING_TASKS,
        QueueField.MAX_PENDING_BYTES);
    driver.create("a");
    assertThat(create("b")).isEqualTo(new Created());
    assertRefused(create("c"), "6 bytes pending (limit: 5)", "maxPendingBytes", "queue-bytes");
  }

  @Test
  void limitsOfAQueue_winOverTheInstallations() {
    driver.update(
        Settings.defaults().budget(3, 0),
        QueueField.MAX_PENDING_TASKS,
        QueueField.MAX_PENDING_BYTES);
    fill();
    assertThat(create("c")).isEqualTo(new Created());
    assertRefused(create("d"), "(limit: 3)");
    driver.restart();
    assertRefused(create("e"), "(limit: 3)");
  }

  @Test
  void recordsOfKafkaApps_waitForRoom_andComeInInOrder() {
    fill();
    List<Dispatch> first = driver.take(Dispatch.class);
    Coordinates c = write(QUEUE, "c");
    assertThat(driver.take(Verdict.class)).containsExactly(new Verdict(c, new Parked()));
    write(QUEUE, "d");
    write(QUEUE, "e");
    assertThat(driver.take(Dispatch.class)).isEmpty();
    assertThat(pending(QUEUE)).isEqualTo(new Budget.Pending(2, 6, 3));
    assertThat(driver.reader().verdictOfCreate(c, QUEUE, "c")).isEqualTo(new Parked());
    assertThat(driver.reader().lowestHeld(InputTopic.TASKS)).hasValue(c.offset());
    assertThat(driver.reader().lowestHeld(InputTopic.INBOX)).isEmpty();
    assertThat(catchUp()).isFalse();

    driver.respond(first.getFirst(), 200);
    assertThat(catchUp()).isTrue();
    assertThat(dispatched()).containsExactly("c");
    assertThat(driver.reader().verdictOfCreate(c, QUEUE, "c")).isEqualTo(new Created());
    driver.restart();
    driver.hear("w", 1_000_000);
    driver.respond(first.getLast(), 200);
    assertThat(catchUp()).isTrue();
    assertThat(dispatched()).containsExactly("d");
    assertThat(pending(QUEUE).held()).isEqualTo(1);
  }

  @Test
  void whatWaits_goesBeforeNewCreates_andIsOverOnceItIsIn() {
    fill();
    List<Dispatch> first = driver.take(Dispatch.class);
    write(QUEUE, "c");
    first.forEach(dispatch -> driver.respond(dispatch, 200));

    assertRefused(create("c"), "1 records from Kafka, which come first, wait in their topic");
    write(QUEUE, "d");
    assertThat(catchUp()).isTrue();
    assertThat(dispatched()).containsExactly("c", "d");
    assertThat(pending(QUEUE)).isEqualTo(new Budget.Pending(2, 2, 0));
    assertThat(driver.index().count(Keys.HOLD)).isZero();
  }

  @Test
  void otherQueues_areNotHeldBack() {
    fill();
    write(QUEUE, "c");
    driver.take();

    write(OTHER, "x");
    driver.create(OTHER, "y", false, 0);

    assertThat(dispatched()).containsExactly("x", "y");
  }

  @Test
  void deleteOfATaskThatLives_isNotHeldBack_andOneOfATaskThatWaitsIsNotForgotten() {
    fill();
    driver.take();
    write(QUEUE, "c");
    write(QUEUE, "d");
    writeDelete(QUEUE, "c");
    writeDelete(QUEUE, "a");
    assertThat(pending(QUEUE).tasks()).isEqualTo(1);

    driver.update(Settings.defaults().budget(10, 0), QueueField.MAX_PENDING_TASKS);
    assertThat(catchUp()).isTrue();
    assertThat(pending(QUEUE)).as("b and d").isEqualTo(new Budget.Pending(2, 4, 0));
  }

  @Test
  void purge_coversWhatWaits() {
    fill();
    write(QUEUE, "c");
    driver.advance(Duration.ofSeconds(1));
    driver.take();
    driver.command(new Input.PurgeQueue(QUEUE, driver.now()));
    driver.tick();

    assertThat(catchUp()).isTrue();
    assertThat(dispatched()).isEmpty();
    assertThat(pending(QUEUE)).isEqualTo(new Budget.Pending(0, 0, 0));
  }

  @Test
  void deletedQueue_takesWhatWaitsWithIt() {
    fill();
    write(QUEUE, "c");
    driver.command(new Input.DeleteQueue(QUEUE));
    driver.createQueue(QUEUE, Settings.defaults());
    driver.take();

    assertThat(catchUp()).isFalse();
    write(QUEUE, "d");
    assertThat(dispatched()).containsExactly("d");
    assertThat(driver.scheduler().pending()).isEqualTo(new Budget.Pending(1, 1, 0));
  }

  @Test
  void shortageOfDisk_refusesWhatIsNew_andNothingThatDrains() {
    driver.create("a");
    Dispatch attempt = driver.takeOne(Dispatch.class);
    driver.scheduler().shortage(SHORT);

    assertRefused(
        create("b"),
        "The disk is nearly full: 10 bytes are free (expected: at least 100)",
        "sluice.budget.min-free-bytes");
    write(QUEUE, "c");
    assertThat(catchUp()).isFalse();
    Dispatch retried = driver.failUntilNext(attempt, 500);
    driver.respond(retried, 200);
    driver.commit();
    assertThat(driver.scheduler().pending()).isEqualTo(new Budget.Pending(0, 0, 1));

    driver.scheduler().shortage(Optional.empty());
    assertThat(catchUp()).isTrue();
    assertThat(dispatched()).containsExactly("c");
  }

  @Test
  void redrive_takesNoRoomThatWasNotTaken_soItIsNotRefused() {
    driver.update(Settings.defaults().attempts(1), QueueField.MAX_ATTEMPTS);
    driver.create("a");
    driver.respond(driver.takeOne(Dispatch.class), 500);
    driver.create("b");
    driver.create("c");

    assertRefused(create("d"), "2 tasks pending");
    assertThat(driver.command(new Input.RedriveDeadLetter(1))).isInstanceOf(Verdict.TaskDone.class);
  }

  @Test
  void nothingWaitsForLongerThanCompactionLetsIt_unlessTheDiskIsShort() {
    fill();
    write(QUEUE, "c");
    driver.take();
    driver.advance(Duration.ofHours(20).minusSeconds(1));
    write(QUEUE, "d");
    driver.take();
    assertThat(catchUp()).isFalse();
    driver.advance(Duration.ofSeconds(2));
    driver.scheduler().shortage(SHORT);
    assertThat(catchUp()).isFalse();
    driver.scheduler().shortage(Optional.empty());

    driver.hear("w", 1_000_000);
    driver.take();
    assertThat(catchUp()).isTrue();
    assertThat(dispatched()).containsExactly("c");
    assertThat(catchUp()).as("d may wait on").isFalse();
  }

  private Input.Create unnamed(Coordinates at) {
    byte[] payload = {1};
    return new Input.Create(
        at, driver.now(), QUEUE, "made", true, false, driver.now(), 0, 600_000, payload);
  }

  private Coordinates writeUnreadable() {
    Coordinates at = driver.next(InputTopic.TASKS);
    driver.process(at, new Input.Unread(7, QUEUE + "/tasks/made", new byte[] {9}));
    log.add(new Written(at, driver.now(), unnamed(at)));
    return at;
  }

  private void readLate(Coordinates at) {
    driver
        .scheduler()
        .read(_ -> Optional.of(unnamed(at)), driver.now(), () -> false, decisions::add);
  }

  private long late() {
    return decisions.stream().filter(Dispatch.class::isInstance).count();
  }

  @Test
  void recordThatCanBeReadOnlyLater_keepsItsPlaceAmongThoseThatWait_andComesInOnce() {
    fill();
    write(QUEUE, "c");
    Coordinates late = writeUnreadable();
    write(QUEUE, "d");
    driver.take();

    readLate(late);
    assertThat(late()).isZero();
    driver.update(Settings.defaults().budget(10, 0), QueueField.MAX_PENDING_TASKS);
    assertThat(catchUp()).isTrue();
    assertThat(dispatched()).containsExactly("c", "made", "d");
    assertThat(catchUp()).isFalse();
  }

  @Test
  void recordThatIsReadAfterItsPlaceWasPassed_comesInThen_andOnce() {
    fill();
    write(QUEUE, "c");
    Coordinates late = writeUnreadable();
    write(QUEUE, "d");
    driver.take();
    driver.update(Settings.defaults().budget(4, 0), QueueField.MAX_PENDING_TASKS);
    assertThat(catchUp()).isTrue();
    assertThat(dispatched()).containsExactly("c", "d");

    readLate(late);
    assertThat(late()).isEqualTo(1);
    assertThat(catchUp()).isFalse();
  }

  @Test
  void recordThatIsReadLate_isNotHeldBack_orWhatIsBehindItWouldBeReadTwice() {
    Coordinates late = writeUnreadable();
    write(QUEUE, "a");
    write(QUEUE, "b");
    assertThat(dispatched()).containsExactly("a", "b");

    readLate(late);
    assertThat(late()).isEqualTo(1);
    assertThat(pending(QUEUE)).isEqualTo(new Budget.Pending(3, 3, 0));
  }

  @Test
  void rangeWithoutCountedRecords_isFullForCreates_andSaysSo() {
    fill();
    List<Dispatch> first = driver.take(Dispatch.class);
    write(QUEUE, "c");
    writeDelete(QUEUE, "gone");
    first.forEach(dispatch -> driver.respond(dispatch, 200));
    OptionalLong from = driver.scheduler().catchUp(InputTopic.TASKS, driver.now());
    assertThat(from).isPresent();
    driver.offer(log.getFirst().at(), log.getFirst().appendedMicros(), log.getFirst().input());

    assertRefused(create("d"), "was full, and 1 records from Kafka");
    assertThat(pending(QUEUE).held()).isEqualTo(1);
    driver.create(QUEUE, "e", true, 0);
    assertThat(driver.take(QueueFull.class)).isNotEmpty();
  }

  @Test
  void createThatAwaitsItsVerdict_behindARecordOfItsName_isDecidedWhenItCanBe() {
    fill();
    write(QUEUE, "c");
    Coordinates at = driver.next(InputTopic.TASKS);
    byte[] payload = {1};
    Input.Create create =
        new Input.Create(
            at, driver.now(), QUEUE, "x", false, true, driver.now(), 0, 600_000, payload);
    write(at, new Input.Unread(7, QUEUE + "/tasks/x", new byte[] {9}));
    driver.take();

    driver.scheduler().read(_ -> Optional.of(create), driver.now(), () -> false, decisions::add);

    assertThat(decisions)
        .filteredOn(Verdict.class::isInstance)
        .singleElement()
        .isInstanceOfSatisfying(
            Verdict.class, verdict -> assertThat(verdict.result()).isEqualTo(new Created()));
  }

  @Test
  void deleteThatIsRepeatedInItsPlace_sparesATaskThatCameLaterByAnotherTopic() {
    fill();
    driver.process(driver.next(InputTopic.COMMANDS), new Input.PauseQueue(QUEUE));
    write(QUEUE, "c");
    writeDelete(QUEUE, "x");
    driver.advance(Duration.ofHours(1));
    Coordinates at = driver.next(InputTopic.INBOX);
    byte[] payload = {1};
    Input.Create later =
        new Input.Create(
            at, driver.now(), QUEUE, "x", false, false, driver.now(), 0, 600_000, payload);
    driver.process(at, later);
    driver.update(Settings.defaults().budget(20, 0), QueueField.MAX_PENDING_TASKS);
    assertThat(driver.scheduler().catchUp(InputTopic.INBOX, driver.now())).isPresent();
    driver.offer(at, driver.now(), later);
    driver.scheduler().offered(InputTopic.INBOX, at.offset() + 1);

    assertThat(catchUp()).isTrue();
    driver.commit();
    assertThat(driver.reader().task(QUEUE, "x")).isInstanceOf(SchedulerReader.Living.class);
  }

  @Test
  void heldRecord_thatIsUnusableWhenReadAgain_isADeadLetter_andOneThatWasIsNotASecondTime() {
    fill();
    List<Dispatch> first = driver.take(Dispatch.class);
    Coordinates held = write(QUEUE, "c");
    Coordinates bad = driver.next(InputTopic.TASKS);
    write(bad, unusable(bad, "bad"));
    write(QUEUE, "d");
    assertThat(driver.take(Decision.DeadLettered.class)).hasSize(1);
    log.set(0, new Written(held, driver.now(), unusable(held, "c")));
    first.forEach(dispatch -> driver.respond(dispatch, 200));
    driver.take();

    assertThat(catchUp()).isTrue();
    assertThat(driver.take(Decision.DeadLettered.class))
        .singleElement()
        .satisfies(letter -> assertThat(letter.taskName()).isEqualTo(QUEUE + "/tasks/c"));
  }

  private static Input.Unusable unusable(Coordinates at, String taskId) {
    return new Input.Unusable(
        at,
        QUEUE,
        QUEUE + "/tasks/" + taskId,
        Decision.DeadLettered.Cause.INVALID,
        "invalid",
        new byte[0]);
  }

  @Test
  void abort_takesBackWhatWasLetIn() {
    fill();
    List<Dispatch> first = driver.take(Dispatch.class);
    write(QUEUE, "c");
    driver.commit();
    driver.respond(first.getFirst(), 200);
    driver.commit();
    assertThat(catchUp()).isTrue();
    driver.abort();
    driver.hear("w", 1_000_000);
    driver.take();

    assertThat(driver.scheduler().pending()).isEqualTo(new Budget.Pending(1, 3, 1));
    assertThat(catchUp()).isTrue();
    assertThat(dispatched()).containsExactly("c");
  }
}
