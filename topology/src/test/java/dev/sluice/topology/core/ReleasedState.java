package dev.sluice.topology.core;

import dev.sluice.topology.core.Decision.Dispatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * What a release left in the state stores: at least one entry of each kind, a line each. A release
 * has its own written (CONTRIBUTING.md); those of earlier ones stay as they are.
 */
final class ReleasedState {

  static final Path FOLDER = Path.of("src/test/resources/releases");
  static final String FULL = "projects/p/locations/l/queues/full";
  static final String LATE = "projects/p/locations/l/queues/late";
  static final String NEVER = "projects/p/locations/l/queues/never";
  static final String PURGED = "projects/p/locations/l/queues/purged";

  /** More than are released together with the creation of their queue. */
  static final int PARKED = 30;

  /** Number of the attempt at the task that is in flight. */
  static final long IN_FLIGHT_SEQUENCE = 5;

  static final long WRITTEN_MICROS = SchedulerDriver.START_MICROS + 60_000_000;

  private static final HexFormat HEX = HexFormat.of();

  private final SchedulerDriver driver = new SchedulerDriver();

  private ReleasedState() {}

  /** Keeps what today's code leaves, as that of a release: {@code 0.1.0}. */
  static void write(String release) throws IOException {
    Files.createDirectories(FOLDER);
    Files.write(FOLDER.resolve(release + ".state"), lines(written()));
  }

  private static List<String> lines(SchedulerDriver driver) {
    List<String> lines = new ArrayList<>();
    add("definitions", driver.definitions(), lines);
    add("index", driver.index(), lines);
    return lines;
  }

  /** Opens a scheduler over what a release wrote, with a worker that holds what is in flight. */
  static SchedulerDriver read(List<String> lines) {
    SchedulerDriver driver = new SchedulerDriver();
    for (String line : lines) {
      String[] parts = line.split(" ", -1);
      MemoryTable table = parts[0].equals("index") ? driver.index() : driver.definitions();
      table.put(HEX.parseHex(parts[1]), HEX.parseHex(parts[2]));
    }
    driver.moveTo(WRITTEN_MICROS);
    driver.reopen();
    for (InputTopic topic : InputTopic.values()) {
      // Past all that was read when it was written.
      for (int i = 0; i < 1_000; i++) {
        driver.next(topic);
      }
    }
    driver.hear("w", 1_000_000, IN_FLIGHT_SEQUENCE, IN_FLIGHT_SEQUENCE);
    return driver;
  }

  static SchedulerDriver written() {
    return new ReleasedState().play();
  }

  private SchedulerDriver play() {
    Settings settings =
        Settings.defaults()
            .attempts(2)
            .backoff(Duration.ofSeconds(10), Duration.ofSeconds(10), 0)
            .tombstoneTtl(Duration.ofHours(1));
    driver.createQueue(SchedulerDriver.QUEUE, settings);
    driver.hear("w", 1_000_000);
    driver.take();
    writeTasks();
    writeLimited();
    writeParked();
    driver.createQueue(PURGED, settings);
    driver.command(new Input.PauseQueue(PURGED));
    for (String id : List.of("a", "b", "c")) {
      driver.create(PURGED, id, false, driver.now() + 1);
    }
    driver.advance(Duration.ofSeconds(1));
    driver.command(new Input.PurgeQueue(PURGED, driver.now()));
    driver.process(
        InputTopic.TASKS,
        new Input.Unread(7, SchedulerDriver.QUEUE + "/tasks/unread", new byte[] {7}));
    driver.moveTo(WRITTEN_MICROS);
    driver.commit();
    return driver;
  }

  /** A task in each of the states that it may be in, and one that has become a dead letter. */
  private void writeTasks() {
    driver.create("completed");
    driver.respond(driver.takeOne(Dispatch.class), 200);
    driver.create("dead");
    driver.respond(driver.failUntilNext(driver.takeOne(Dispatch.class), 500), 500);
    driver.create("backing-off");
    driver.respond(driver.takeOne(Dispatch.class), 503);
    driver.readBack(driver.takeOne(Decision.ScheduleRetry.class));
    driver.create("in-flight");
    driver.createAt("scheduled", WRITTEN_MICROS + 30_000_000);
    // Refused, which is remembered for a while.
    driver.create("scheduled");
    driver.take();
  }

  /** Records that wait for room, and a dead letter among them. */
  private void writeLimited() {
    driver.createQueue(FULL, Settings.defaults().budget(1, 1_000));
    driver.create(FULL, "first", false, WRITTEN_MICROS + 30_000_000);
    for (String id : List.of("second", "third")) {
      Coordinates at = driver.next(InputTopic.TASKS);
      long now = driver.now();
      driver.process(
          at, new Input.Create(at, now, FULL, id, false, false, now, 0, 600_000, new byte[] {1}));
    }
    Coordinates at = driver.next(InputTopic.TASKS);
    driver.process(
        at,
        new Input.Unusable(
            at, FULL, "", Decision.DeadLettered.Cause.UNREADABLE, "unreadable", new byte[] {1}));
  }

  private void writeParked() {
    park(NEVER, 1);
    park(LATE, PARKED);
    driver.createQueue(LATE, Settings.defaults());
  }

  private void park(String queue, int count) {
    for (int i = 0; i < count; i++) {
      Coordinates at = driver.next(InputTopic.TASKS);
      long dueMicros = WRITTEN_MICROS + 30_000_000;
      driver.process(
          at,
          new Input.Create(
              at,
              driver.now(),
              queue,
              "parked-" + i,
              false,
              false,
              driver.now(),
              dueMicros,
              600_000,
              new byte[] {1}));
    }
  }

  private static void add(String name, MemoryTable table, List<String> lines) {
    table
        .entries()
        .forEach((key, value) ->
            lines.add(name + " " + HEX.formatHex(key) + " " + HEX.formatHex(value)));
  }
}
