package dev.sluice.bench.faults;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Does something to one process after the other; the same seed does the same in the same order. */
final class Script {

  private static final List<Fault.Kind> KINDS = List.of(Fault.Kind.values());
  private static final int MOST_PAUSE_MILLIS = 8_000;
  private static final int LEAST_FREEZE_MILLIS = 5_000;
  private static final int MOST_FREEZE_MILLIS = 40_000;
  private static final int MOST_AWAY_MILLIS = 3_000;

  private final Fleet fleet;
  private final SplittableRandom random;
  private final Consumer<String> say;
  private final List<Fault> faults = new ArrayList<>();
  private final List<String> badExits = new ArrayList<>();

  /**
   * Prepares a script.
   *
   * @param say gets a line for each fault
   */
  Script(Fleet fleet, long seed, Consumer<String> say) {
    this.fleet = fleet;
    this.random = new SplittableRandom(seed);
    this.say = say;
  }

  /** Goes on until a time; everything runs again when this returns. */
  void run(Instant until) throws Exception {
    while (Instant.now().isBefore(until)) {
      TimeUnit.MILLISECONDS.sleep(random.nextInt(1, MOST_PAUSE_MILLIS));
      requireAllThere();
      Member member = fleet.members().get(random.nextInt(fleet.members().size()));
      Fault fault = cause(member);
      faults.add(fault);
      say.accept(fault.toString());
    }
  }

  private void requireAllThere() {
    for (Member member : fleet.members()) {
      if (member.isGone()) {
        throw new IllegalStateException(member.name() + " ended though nobody ended it");
      }
    }
  }

  private Fault cause(Member member) throws IOException, InterruptedException {
    Fault.Kind kind = KINDS.get(random.nextInt(KINDS.size()));
    int freezeMillis = random.nextInt(LEAST_FREEZE_MILLIS, MOST_FREEZE_MILLIS);
    int awayMillis = random.nextInt(MOST_AWAY_MILLIS);
    Instant begin = Instant.now();
    switch (kind) {
      case KILLED -> {
        member.kill();
        TimeUnit.MILLISECONDS.sleep(awayMillis);
        member.startAgain();
        member.awaitReady();
      }
      case FROZEN -> {
        member.signal("STOP");
        TimeUnit.MILLISECONDS.sleep(freezeMillis);
        member.signal("CONT");
      }
      case REPLACED -> {
        int code = member.stop();
        if (code != 0 && member.role() != Role.KAFKA) {
          badExits.add(member.name() + " ended with " + code + " after SIGTERM at " + begin);
        }
        member.startAgain();
        member.awaitReady();
      }
    }
    return new Fault(kind, member.role(), member.name(), begin, Instant.now());
  }

  List<Fault> faults() {
    return List.copyOf(faults);
  }

  /** Processes that did not end well when they were asked to. */
  List<String> badExits() {
    return List.copyOf(badExits);
  }
}
