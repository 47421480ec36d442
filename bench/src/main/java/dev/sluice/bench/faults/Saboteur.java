package dev.sluice.bench.faults;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/** Does things to processes and mends them again. */
final class Saboteur {

  private static final int LEAST_FREEZE_MILLIS = 5_000;
  private static final int MOST_FREEZE_MILLIS = 40_000;
  private static final int MOST_AWAY_MILLIS = 3_000;
  private static final int LEAST_LINK_MILLIS = 2_000;
  private static final int MOST_LINK_MILLIS = 25_000;
  private static final int LEAST_DELAY_MILLIS = 50;
  private static final int MOST_DELAY_MILLIS = 500;
  private static final int MOST_STEP_SECONDS = 120;
  private static final Duration UNTIL_BROKER_ENDS = Duration.ofSeconds(20);

  private final Fleet fleet;
  private final List<String> badExits = new ArrayList<>();

  /** What is drawn for a fault, always the same number of draws. */
  private record Draw(int member, int freezeMillis, int awayMillis, int linkMillis, int more) {

    static Draw of(SplittableRandom random) {
      return new Draw(
          random.nextInt(Integer.MAX_VALUE),
          random.nextInt(LEAST_FREEZE_MILLIS, MOST_FREEZE_MILLIS),
          random.nextInt(MOST_AWAY_MILLIS),
          random.nextInt(LEAST_LINK_MILLIS, MOST_LINK_MILLIS),
          random.nextInt(Integer.MAX_VALUE));
    }
  }

  Saboteur(Fleet fleet) {
    this.fleet = fleet;
  }

  /** Why something cannot be done here; empty if it can. */
  Optional<String> obstacle(Deed deed) {
    if (deed.kind() == Fault.Kind.DISK_FILLED && fleet.smallDisk().isEmpty()) {
      return Optional.of("mounting a small disk needs root");
    }
    if (deed.kind() == Fault.Kind.CLOCK_STEPPED && fleet.clock().isEmpty()) {
      return Optional.of("libfaketime is not installed (Debian package faketime)");
    }
    return Optional.empty();
  }

  /** Does it, mends it, and returns when all is as it should be. */
  Fault cause(Deed deed, SplittableRandom random) throws IOException, InterruptedException {
    Draw draw = Draw.of(random);
    List<Member> candidates = fleet.members(deed.role());
    Member member =
        switch (deed.kind()) {
          // Only the last one has a disk, or a clock, of its own.
          case DISK_FILLED, CLOCK_STEPPED -> candidates.getLast();
          default -> candidates.get(draw.member % candidates.size());
        };
    Instant begin = Instant.now();
    switch (deed.kind()) {
      case KILLED -> {
        member.kill();
        TimeUnit.MILLISECONDS.sleep(draw.awayMillis);
        revive(member);
      }
      case FROZEN -> {
        member.signal("STOP");
        TimeUnit.MILLISECONDS.sleep(draw.freezeMillis);
        member.signal("CONT");
      }
      case REPLACED -> replace(member);
      case ROLLED -> {
        for (Member each : candidates) {
          replace(each);
          awaitCopies(deed.role());
        }
      }
      case DISK_FILLED -> fillDisk(member);
      case CUT -> disturb(links(member, draw), new Link.State.Cut(), draw);
      case STALLED -> disturb(links(member, draw), new Link.State.Stalled(), draw);
      case DELAYED -> {
        int millis = LEAST_DELAY_MILLIS + draw.more % (MOST_DELAY_MILLIS - LEAST_DELAY_MILLIS);
        disturb(links(member, draw), new Link.State.Delayed(Duration.ofMillis(millis)), draw);
      }
      case CLOCK_STEPPED -> stepClock(draw);
    }
    Instant mended = Instant.now();
    awaitCopies(deed.role());
    boolean all = deed.kind() == Fault.Kind.ROLLED;
    return new Fault(
        deed.kind(),
        deed.role(),
        all ? deed.role().word() : member.name(),
        begin,
        deed.role() == Role.KAFKA ? Instant.now() : mended);
  }

  /** So that the next fault does not hit the only copy. */
  private void awaitCopies(Role role) throws InterruptedException {
    if (role == Role.KAFKA && fleet.size().isCluster()) {
      fleet.cluster().awaitInSync();
    }
  }

  /** One that does not come up is started once more, so that a run tells of it in its report. */
  private void revive(Member member) throws IOException, InterruptedException {
    member.startAgain();
    try {
      member.awaitReady();
    } catch (IllegalStateException e) {
      badExits.add(e.getMessage() + ", at " + Instant.now());
      member.kill();
      member.startAgain();
      member.awaitReady();
    }
  }

  private void replace(Member member) throws IOException, InterruptedException {
    Instant begin = Instant.now();
    int code = member.stop();
    if (code != 0 && member.role() != Role.KAFKA) {
      badExits.add(member.name() + " ended with " + code + " after SIGTERM at " + begin);
    }
    revive(member);
  }

  private void fillDisk(Member broker) throws IOException, InterruptedException {
    SmallDisk disk = fleet.smallDisk().orElseThrow();
    disk.fill();
    boolean ended = broker.awaitEnd(UNTIL_BROKER_ENDS);
    disk.free();
    // One that goes on has given its folder up and does not look at it again.
    if (!ended) {
      broker.kill();
    }
    revive(broker);
  }

  private List<Link> links(Member member, Draw draw) {
    List<Link> to = fleet.links().to(member.name());
    List<Link> from = fleet.links().from(member.name());
    return switch (member.role()) {
      case KAFKA -> to;
      case SCHEDULER, WORKER -> from;
      case API -> draw.member % 3 == 0 ? to : from;
    };
  }

  private static void disturb(List<Link> links, Link.State state, Draw draw)
      throws InterruptedException {
    links.forEach(link -> link.set(state));
    TimeUnit.MILLISECONDS.sleep(draw.linkMillis);
    links.forEach(link -> link.set(new Link.State.Open()));
  }

  private void stepClock(Draw draw) throws IOException, InterruptedException {
    SteppedClock clock = fleet.clock().orElseThrow();
    int seconds = 1 + draw.more % MOST_STEP_SECONDS;
    clock.step(Duration.ofSeconds(draw.member % 2 == 0 ? seconds : -seconds));
    TimeUnit.MILLISECONDS.sleep(draw.linkMillis);
    clock.step(Duration.ZERO);
    TimeUnit.MILLISECONDS.sleep(SteppedClock.NOTICED_AFTER.toMillis());
  }

  /** Processes that did not end well when they were asked to, or did not come up again. */
  List<String> badExits() {
    return List.copyOf(badExits);
  }
}
