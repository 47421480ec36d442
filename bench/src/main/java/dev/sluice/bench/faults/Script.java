package dev.sluice.bench.faults;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Does something to one process after the other: all kinds of faults once in some order, then again
 * in another. The same seed does the same in the same order.
 */
final class Script {

  /**
   * What is to be done.
   *
   * @param mostPauseMillis how long nothing is done between two faults, at most
   */
  record Plan(Set<Fault.Kind> kinds, int mostPauseMillis) {

    static final Plan EVERYTHING = new Plan(Deed.allKinds(), 8_000);
    static final Plan KILLS = new Plan(Set.of(Fault.Kind.KILLED), 1_500);
  }

  private final Fleet fleet;
  private final Saboteur saboteur;
  private final Plan plan;
  private final SplittableRandom random;
  private final Consumer<String> say;
  private final List<Fault> faults = new ArrayList<>();
  private final List<String> surprises = new ArrayList<>();

  /**
   * Prepares a script.
   *
   * @param say gets a line for each fault
   */
  Script(Fleet fleet, Plan plan, long seed, Consumer<String> say) {
    this.fleet = fleet;
    this.saboteur = new Saboteur(fleet);
    this.plan = plan;
    this.random = new SplittableRandom(seed);
    this.say = say;
  }

  /** Goes on until a time; everything runs again when this returns. */
  void run(Instant until) throws IOException, InterruptedException {
    List<Deed> possible = new ArrayList<>();
    for (Deed deed : Deed.of(fleet.size(), plan.kinds())) {
      saboteur
          .obstacle(deed)
          .ifPresentOrElse(
              why -> say.accept("skipped: " + deed.role() + " " + deed.kind() + ": " + why),
              () -> possible.add(deed));
    }
    while (true) {
      Collections.shuffle(possible, new Random(random.nextLong()));
      for (Deed deed : possible) {
        TimeUnit.MILLISECONDS.sleep(random.nextInt(1, plan.mostPauseMillis()));
        if (!Instant.now().isBefore(until)) {
          return;
        }
        reviveTheGone();
        Fault fault = saboteur.cause(deed, random);
        faults.add(fault);
        say.accept(fault.toString());
      }
    }
  }

  private void reviveTheGone() throws IOException, InterruptedException {
    for (Member member : fleet.members()) {
      if (member.isGone()) {
        String surprise = member.name() + " ended though nobody ended it, before " + Instant.now();
        surprises.add(surprise);
        say.accept(surprise);
        member.startAgain();
        member.awaitReady();
      }
    }
  }

  List<Fault> faults() {
    return List.copyOf(faults);
  }

  /** Processes that ended unasked, or did not end well when they were asked to. */
  List<String> badExits() {
    List<String> all = new ArrayList<>(surprises);
    all.addAll(saboteur.badExits());
    return all;
  }
}
