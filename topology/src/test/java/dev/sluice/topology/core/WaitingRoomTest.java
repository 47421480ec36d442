package dev.sluice.topology.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.topology.core.Decision.Dispatch;
import dev.sluice.topology.core.Decision.Verdict;
import dev.sluice.topology.core.Decision.Verdict.Created;
import dev.sluice.topology.core.Decision.Verdict.Parked;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WaitingRoomTest {

  private static final String NAME = SchedulerDriver.QUEUE + "/tasks/t";

  private final SchedulerDriver driver = SchedulerDriver.withQueue(Settings.defaults());
  private final List<Decision> decisions = new ArrayList<>();

  private Coordinates wait(int schemaId, String taskName) {
    return driver.process(
        InputTopic.TASKS, new Input.Unread(schemaId, taskName, new byte[] {(byte) schemaId}));
  }

  private void read(Function<byte[], Optional<Input>> reader) {
    driver.scheduler().read(reader, driver.now(), () -> false, decisions::add);
  }

  private <T extends Decision> List<T> taken(Class<T> kind) {
    return decisions.stream().filter(kind::isInstance).map(kind::cast).toList();
  }

  @Test
  void create_thatCannotBeRead_isParkedAndMadeLater() {
    Coordinates at = wait(7, NAME);
    assertThat(driver.takeOneVerdict()).isInstanceOf(Parked.class);
    assertThat(driver.scheduler().unread()).isEqualTo(1);
    assertThat(driver.reader().verdictOfCreate(at, SchedulerDriver.QUEUE, "t"))
        .isInstanceOf(Parked.class);

    read(record -> Optional.empty());
    assertThat(decisions).isEmpty();

    driver.restart();
    driver.hear("w", 1_000_000);
    read(record -> Optional.of(driver.newTask(at, SchedulerDriver.QUEUE, "t", false, 0)));

    assertThat(taken(Verdict.class)).containsExactly(new Verdict(at, new Created()));
    assertThat(taken(Dispatch.class)).hasSize(1);
    assertThat(driver.scheduler().unread()).isZero();
    assertThat(driver.reader().verdictOfCreate(at, SchedulerDriver.QUEUE, "t"))
        .isInstanceOf(Created.class);
    assertThat(driver.index().count(Keys.WAITING)).isZero();
    assertThat(driver.index().count(Keys.WAITING_BY_NAME)).isZero();
    assertThat(driver.index().count(Keys.WAITING_ROWS)).isZero();
  }

  @Test
  void record_thatWaits_isTakenBackWithItsTransaction() {
    driver.commit();
    wait(7, NAME);

    driver.abort();

    assertThat(driver.scheduler().unread()).isZero();
    assertThat(driver.scheduler().isUnread(NAME)).isFalse();
  }

  @Test
  void name_thatWaits_isKnownAndNoOther() {
    wait(7, NAME);

    assertThat(driver.scheduler().isUnread(NAME)).isTrue();
    assertThat(driver.scheduler().isUnread(NAME + "2")).isFalse();
    assertThat(driver.scheduler().isUnread(SchedulerDriver.QUEUE + "/tasks/")).isFalse();
  }

  @Test
  void read_withoutAnyTime_hasItsTurnAllTheSame() {
    for (int i = 0; i < 30; i++) {
      wait(7, SchedulerDriver.QUEUE + "/tasks/t" + i);
    }

    driver
        .scheduler()
        .read(_ -> Optional.of(new Input.Ignored()), driver.now(), () -> true, decisions::add);

    assertThat(driver.scheduler().unread()).isEqualTo(10);
  }

  @Test
  void schemas_moreThanAnyRegistryHas_shareFewRows() {
    for (int i = 0; i < 10_000; i++) {
      wait(i, SchedulerDriver.QUEUE + "/tasks/t" + i);
    }
    driver.commit();

    assertThat(driver.index().get(Keys.of(Keys.WAITING_ROWS))).hasSizeLessThan(200);
    read(record -> Optional.of(new Input.Ignored()));
    assertThat(driver.scheduler().unread()).isZero();
  }

  @Test
  void read_outOfTime_leavesTheRest() {
    for (int i = 0; i < 100; i++) {
      wait(7, SchedulerDriver.QUEUE + "/tasks/t" + i);
    }
    List<Boolean> asked = new ArrayList<>();

    driver
        .scheduler()
        .read(
            record -> Optional.of(new Input.Ignored()),
            driver.now(),
            () -> {
              asked.add(true);
              return asked.size() > 1;
            },
            decisions::add);

    assertThat(driver.scheduler().unread()).isEqualTo(60);
    read(record -> Optional.of(new Input.Ignored()));
    assertThat(driver.scheduler().unread()).isZero();
  }

  /**
   * Records of few names in few schemas, which become known and are forgotten again: whatever
   * happens, each name's records are taken in the order in which they came.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void order_ofEachName_isThatOfArrival(long seed) {
    Random random = new Random(seed);
    MemoryTable table = new MemoryTable();
    WaitingRoom room = new WaitingRoom(table);
    Set<Integer> known = new HashSet<>();
    Map<String, List<Integer>> arrived = new HashMap<>();
    Map<String, List<Integer>> taken = new HashMap<>();
    Map<Long, String> nameOf = new HashMap<>();
    WaitingRoom.Taker taker =
        (at, input) ->
            taken
                .computeIfAbsent(nameOf.get(at.offset()), _ -> new ArrayList<>())
                .add((int) at.offset());
    Function<byte[], Optional<Input>> reader =
        record ->
            known.contains((int) record[0]) ? Optional.of(new Input.Ignored()) : Optional.empty();
    for (int i = 0; i < 2_000; i++) {
      Coordinates at = new Coordinates(InputTopic.TASKS, 0, i);
      String name = "projects/p/locations/l/queues/q/tasks/" + random.nextInt(5);
      int schema = random.nextInt(4);
      nameOf.put((long) i, name);
      arrived.computeIfAbsent(name, _ -> new ArrayList<>()).add(i);
      if (room.holds(name) || !known.contains(schema)) {
        room.add(at, new Input.Unread(schema, name, new byte[] {(byte) schema}));
      } else {
        taker.take(at, new Input.Ignored());
      }
      switch (random.nextInt(12)) {
        case 0 -> known.add(random.nextInt(4));
        case 1 -> known.remove(random.nextInt(4));
        case 2 -> room = new WaitingRoom(table);
        case 3, 4, 5 -> room.step(reader, taker);
        default -> {}
      }
    }
    known.addAll(Set.of(0, 1, 2, 3));
    while (!room.isEmpty()) {
      room.step(reader, taker);
    }
    assertThat(taken).isEqualTo(arrived);
    assertThat(table.size()).isZero();
  }
}
