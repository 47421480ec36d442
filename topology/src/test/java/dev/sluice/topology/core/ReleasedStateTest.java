package dev.sluice.topology.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.topology.core.Decision.DeadLettered;
import dev.sluice.topology.core.Decision.Dispatch;
import dev.sluice.topology.core.Decision.Verdict;
import dev.sluice.topology.core.Decision.Verdict.Reason;
import dev.sluice.topology.core.Decision.Verdict.Rejected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What releases left in the state stores is read, and goes on as it should. */
final class ReleasedStateTest {

  private static final String QUEUE = SchedulerDriver.QUEUE;
  private static final byte LAST_KIND = Keys.DECIDED;

  @BeforeAll
  static void writeIfAsked() throws IOException {
    String release = System.getProperty("sluice.release.write");
    if (release != null) {
      ReleasedState.write(release);
    }
  }

  static List<Path> releases() throws IOException {
    try (Stream<Path> files = Files.list(ReleasedState.FOLDER)) {
      return files.filter(file -> file.toString().endsWith(".state")).sorted().toList();
    }
  }

  private static SchedulerDriver open(Path release) throws IOException {
    SchedulerDriver driver = ReleasedState.read(Files.readAllLines(release));
    driver.take();
    return driver;
  }

  private static boolean isLiving(SchedulerDriver driver, String queue, String task) {
    driver.commit();
    return driver.reader().task(queue, task) instanceof SchedulerReader.Living;
  }

  private static List<String> dispatched(SchedulerDriver driver) {
    return driver.take(Dispatch.class).stream().map(Dispatch::taskId).toList();
  }

  // Or a kind that is added later would be in no release's state.
  @Test
  void stateWrittenToday_hasEntriesOfAllKinds() {
    SchedulerDriver driver = ReleasedState.written();

    assertThat(IntStream.rangeClosed(1, LAST_KIND))
        .allSatisfy(kind -> assertThat(driver.index().count(kind.byteValue())).isPositive());
    assertThat(driver.definitions().size()).isPositive();
  }

  @ParameterizedTest
  @MethodSource("releases")
  void tasks_ofARelease_goOn(Path release) throws IOException {
    SchedulerDriver driver = open(release);

    driver.tick();
    assertThat(dispatched(driver)).containsExactly("backing-off");
    assertThat(isLiving(driver, QUEUE, "in-flight")).isTrue();
    driver.process(
        InputTopic.OUTCOMES,
        new Input.Outcome(
            driver.firstLane(),
            ReleasedState.IN_FLIGHT_SEQUENCE,
            Input.Outcome.Kind.RESPONDED,
            200,
            -1,
            "",
            new byte[0],
            driver.now(),
            driver.now()));
    assertThat(isLiving(driver, QUEUE, "in-flight")).isFalse();

    driver.tickAfter(Duration.ofSeconds(31));
    assertThat(dispatched(driver)).contains("scheduled", "first");
    driver.commit();
    assertThat(driver.reader().stats(QUEUE, driver.now()).pending().tasks()).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("releases")
  void names_ofARelease_stayTaken(Path release) throws IOException {
    SchedulerDriver driver = open(release);

    for (String task : List.of("completed", "dead", "in-flight", "scheduled", "backing-off")) {
      driver.create(task);
      assertThat(driver.take(Verdict.class).getFirst().result())
          .as(task)
          .isInstanceOfSatisfying(
              Rejected.class,
              rejected -> assertThat(rejected.reason()).isEqualTo(Reason.ALREADY_EXISTS));
    }
  }

  @ParameterizedTest
  @MethodSource("releases")
  void deadLetter_ofARelease_isRedriven(Path release) throws IOException {
    SchedulerDriver driver = open(release);
    assertThat(driver.reader().deadLetter(1)).isPresent();

    driver.command(new Input.RedriveDeadLetter(1));

    driver.tick();
    assertThat(dispatched(driver)).contains("dead");
    driver.commit();
    assertThat(driver.reader().deadLetter(1)).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("releases")
  void parkedTasks_ofARelease_areReleasedOrBuried(Path release) throws IOException {
    SchedulerDriver driver = open(release);

    driver.tick();
    driver.commit();
    assertThat(driver.reader().tasks(ReleasedState.LATE, "", 100).orElseThrow().tasks())
        .hasSize(ReleasedState.PARKED);
    driver.take();
    driver.tickAfter(Duration.ofSeconds(70));
    assertThat(driver.take(DeadLettered.class))
        .extracting(DeadLettered::queueName)
        .containsExactly(ReleasedState.NEVER);
  }

  @ParameterizedTest
  @MethodSource("releases")
  void purgedTasks_ofARelease_areSwept(Path release) throws IOException {
    SchedulerDriver driver = open(release);
    assertThat(driver.reader().tasks(ReleasedState.PURGED, "", 100).orElseThrow().tasks())
        .isEmpty();

    driver.tick();
    driver.command(new Input.ResumeQueue(ReleasedState.PURGED));
    driver.commit();

    assertThat(driver.index().count(Keys.SWEEP)).isZero();
    assertThat(driver.reader().stats(ReleasedState.PURGED, driver.now()).pending().tasks())
        .isZero();
  }

  @ParameterizedTest
  @MethodSource("releases")
  void recordsThatWait_inARelease_haveTheirTurn(Path release) throws IOException {
    SchedulerDriver driver = open(release);
    List<Decision> decisions = new ArrayList<>();
    assertThat(driver.scheduler().isUnread(QUEUE + "/tasks/unread")).isTrue();

    driver
        .scheduler()
        .read(
            _ -> {
              Coordinates at = driver.next(InputTopic.TASKS);
              return Optional.of(driver.newTask(at, QUEUE, "unread", false, 0));
            },
            driver.now(),
            () -> false,
            decisions::add);
    driver.command(new Input.DeleteTask(ReleasedState.FULL, "first"));

    assertThat(driver.scheduler().unread()).isZero();
    assertThat(driver.scheduler().catchUp(InputTopic.TASKS, driver.now())).isPresent();
  }

  @Test
  void stateOfALaterRelease_isRefusedByName() {
    SchedulerDriver driver = ReleasedState.written();
    byte[] key = Keys.of(Keys.QUEUE, 1);
    byte[] value = Objects.requireNonNull(driver.index().get(key));
    value[0] = 99;
    driver.index().put(key, value);

    assertThatThrownBy(() -> new SchedulerReader(driver.definitions(), driver.index()).queue(QUEUE))
        .hasMessageContaining("layout 99");
  }
}
