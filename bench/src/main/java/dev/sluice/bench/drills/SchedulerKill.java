package dev.sluice.bench.drills;

import dev.sluice.bench.faults.Fleet;
import dev.sluice.bench.faults.Member;
import dev.sluice.bench.faults.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The scheduler that owns a busy queue dies; the standby goes on. */
final class SchedulerKill implements Drill {

  private static final String QUEUE = "busy";
  private static final String PENDING = "sluice_scheduler_pending_tasks";
  private static final int FIRST = 5_000;
  private static final int BYSTANDERS_PER_SECOND = 20;
  private static final Duration FILL_LIMIT = Duration.ofMinutes(5);
  private static final Duration CATCH_UP = Duration.ofSeconds(10);
  private static final Duration DEAD = Duration.ofSeconds(25);
  private static final Duration DRAIN_LIMIT = Duration.ofMinutes(10);
  private static final double RESUMED_LIMIT_SECONDS = 10;

  private final boolean restarted;
  private final int pending;
  private final List<String> schedulerSettings;
  private final List<String> brokerSettings;

  /**
   * Prepares the drill.
   *
   * @param restarted whether it is started again at once, as a supervisor does; else when all is
   *     measured
   * @param pending tasks that wait when it happens
   * @param schedulerSettings further lines of the schedulers' configuration
   * @param brokerSettings properties of the broker
   */
  SchedulerKill(
      boolean restarted, int pending, List<String> schedulerSettings, List<String> brokerSettings) {
    this.restarted = restarted;
    this.pending = pending;
    this.schedulerSettings = schedulerSettings;
    this.brokerSettings = brokerSettings;
  }

  @Override
  public Fleet.Size size() {
    return new Fleet.Size(2, 2, 1);
  }

  @Override
  public Fleet.Extras extras() {
    return new Fleet.Extras(
        Map.of(Role.SCHEDULER, schedulerSettings, Role.KAFKA, brokerSettings), Map.of());
  }

  @Override
  public Findings run(Site site) throws Exception {
    site.createQueue(
        QUEUE,
        Map.of(
            "rateLimits", Map.of("maxDispatchesPerSecond", 2_000, "maxConcurrentDispatches", 500)));
    site.tell(QUEUE, "pause");
    List<String> others = Bystanders.create(site, 8, Bystanders.Handling.QUICK);
    Feed feed = site.feed(Feed.Kind.of(others, BYSTANDERS_PER_SECOND));
    List<Wanted> pile = Pile.up(site, QUEUE, pending + FIRST);
    Site.await(
        FILL_LIMIT,
        () -> Metric.of(site.most(Role.SCHEDULER, PENDING), PENDING) >= pending + FIRST);
    Site.sleep(CATCH_UP);
    site.tell(QUEUE, "resume");
    Site.await(FILL_LIMIT, () -> arrived(site) >= FIRST);
    Member owner = site.most(Role.SCHEDULER, PENDING);
    int waiting = pile.size() - arrived(site);
    long killedNanos = System.nanoTime();
    owner.kill();
    site.say(owner.name() + " killed, " + waiting + " tasks wait");
    if (restarted) {
      owner.startAgain();
    }
    Site.sleep(DEAD);
    long measuredNanos = System.nanoTime();
    if (!restarted) {
      owner.startAgain();
    }
    owner.awaitReady();
    feed.stop();
    Site.await(DRAIN_LIMIT, () -> census(site, feed, pile).undelivered().isEmpty());
    double drained = Times.seconds(System.nanoTime() - killedNanos);
    Census census = census(site, feed, pile);
    Findings findings = new Findings();
    findings.figure("tasks that waited when the scheduler was killed", waiting);
    findings.bar(
        "until the busy queue is dispatched again, s",
        gap(census.of(QUEUE::equals), killedNanos, measuredNanos),
        RESUMED_LIMIT_SECONDS);
    findings.bar(
        "longest gap of any other queue, s",
        Times.longestGapOfAQueueSeconds(
            census.of(Bystanders::isOne).visits(), killedNanos, measuredNanos),
        RESUMED_LIMIT_SECONDS);
    findings.exactly("tasks lost", census.undelivered().size(), 0);
    findings.exactly("requests repeated", census.repeats().size(), 0);
    findings.figure("all delivered, s after the kill", drained);
    return findings;
  }

  private static double gap(Census busy, long fromNanos, long toNanos) {
    return Times.longestGapSeconds(busy.visits(), fromNanos, toNanos);
  }

  private static int arrived(Site site) {
    return (int) site.target().visits().stream().filter(each -> each.queue().equals(QUEUE)).count();
  }

  private static Census census(Site site, Feed feed, List<Wanted> pile) {
    return new Census(
        Stream.concat(feed.wanted().stream(), pile.stream()).toList(), site.target().visits());
  }
}
