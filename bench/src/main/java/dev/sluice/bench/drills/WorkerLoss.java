package dev.sluice.bench.drills;

import dev.sluice.bench.faults.Fleet;
import dev.sluice.bench.faults.Member;
import dev.sluice.bench.faults.Role;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A worker dies, or stands still for a while, with many attempts in flight. */
final class WorkerLoss implements Drill {

  /** What happens to the worker. */
  enum How {
    /** SIGKILL; started again when all is measured. */
    KILLED,
    /** SIGKILL, and started again at once, as a supervisor does. */
    RESTARTED,
    /** SIGSTOP for 40 s, then SIGCONT. */
    FROZEN
  }

  private static final String QUEUE = "held";
  private static final String HELD = "sluice_attempts_held";
  private static final int OTHERS_PER_SECOND = 40;

  /** An answer so shortly before may not have been told to Kafka yet. */
  private static final long UNTOLD_NANOS = Duration.ofSeconds(1).toNanos();

  private static final Duration WARM_UP = Duration.ofSeconds(20);
  private static final Duration FILL_LIMIT = Duration.ofMinutes(2);
  private static final double FREEZE_SECONDS = 40;
  private static final Duration FREEZE = Duration.ofSeconds(40);
  private static final Duration MEASURED = Duration.ofSeconds(40);
  private static final Duration DRAIN_LIMIT = Duration.ofMinutes(3);
  private static final double AGAIN_LIMIT_SECONDS = 15;

  private final How how;
  private final int inFlight;
  private final CountDownLatch over = new CountDownLatch(1);

  /**
   * Prepares the drill.
   *
   * @param inFlight attempts that the worker has when it happens
   */
  WorkerLoss(How how, int inFlight) {
    this.how = how;
    this.inFlight = inFlight;
  }

  @Override
  public Fleet.Size size() {
    return new Fleet.Size(1, 2, 1);
  }

  @Override
  public Findings run(Site site) throws Exception {
    site.createQueue(
        QUEUE,
        Map.of(
            "rateLimits",
            Map.of("maxDispatchesPerSecond", 2_000, "maxConcurrentDispatches", inFlight)));
    site.target().behave(QUEUE, this::handle);
    List<String> others = Bystanders.create(site, 8, new Bystanders.Handling(5, 2_000));
    Feed feed = site.feed(Feed.Kind.of(others, OTHERS_PER_SECOND));
    Site.sleep(WARM_UP);
    List<Wanted> pile = Pile.up(site, QUEUE, inFlight);
    Site.await(FILL_LIMIT, () -> inFlight(site) >= inFlight);
    // What is in flight must have been named to the scheduler.
    Site.sleep(Duration.ofSeconds(5));
    Member worker = site.most(Role.WORKER, HELD);
    double held = Metric.of(worker, HELD);
    long atNanos = System.nanoTime();
    happen(worker);
    site.say("%s %s with %.0f attempts".formatted(worker.name(), how, held));
    Site.sleep(MEASURED);
    long measuredNanos = System.nanoTime();
    over.countDown();
    if (how == How.KILLED) {
      worker.startAgain();
    }
    worker.awaitReady();
    feed.stop();
    Site.await(DRAIN_LIMIT, () -> census(site, feed, pile).undelivered().isEmpty());
    // What a woken worker still does, it does by now.
    Site.sleep(Duration.ofSeconds(20));
    return findings(site, census(site, feed, pile), held, atNanos, measuredNanos);
  }

  private void happen(Member worker) throws Exception {
    switch (how) {
      case KILLED -> worker.kill();
      case RESTARTED -> {
        worker.kill();
        worker.startAgain();
      }
      case FROZEN -> {
        worker.signal("STOP");
        Site.sleep(FREEZE);
        worker.signal("CONT");
      }
    }
  }

  /** The first request of each task lasts until all is measured; a second one is answered. */
  private int handle(int task, int earlier) throws InterruptedException {
    if (earlier == 0) {
      boolean _ = over.await(10, TimeUnit.MINUTES);
    }
    return 200;
  }

  private static int inFlight(Site site) {
    return (int) site.target().visits().stream().filter(each -> each.queue().equals(QUEUE)).count();
  }

  private Findings findings(
      Site site, Census census, double held, long atNanos, long measuredNanos) {
    Set<Integer> mayRepeat = census.openAt(atNanos, UNTOLD_NANOS);
    List<Visit> repeats = census.repeats();
    List<Visit> again = repeats.stream().filter(each -> each.queue().equals(QUEUE)).toList();
    Set<Integer> repeated = again.stream().map(Visit::task).collect(Collectors.toSet());
    List<Visit> unexplained =
        repeats.stream().filter(each -> !mayRepeat.contains(each.task())).toList();
    unexplained.stream().limit(20).forEach(each -> site.say("repeated: " + each));
    long lastNanos = again.stream().mapToLong(Visit::arrivedNanos).max().orElse(Long.MAX_VALUE);
    long thirds =
        census.wanted().stream().filter(each -> census.visits(each.number()).size() > 2).count();
    Findings findings = new Findings();
    findings.figure("attempts that the worker held", held);
    findings.exactly("attempts of the busy queue made again", repeated.size(), inFlight);
    findings.figure(
        "first of them again, s",
        Times.seconds(
            again.stream().mapToLong(Visit::arrivedNanos).min().orElse(Long.MAX_VALUE) - atNanos));
    findings.bar(
        "all of them again, s",
        Times.seconds(lastNanos - atNanos),
        how == How.FROZEN ? FREEZE_SECONDS : AGAIN_LIMIT_SECONDS);
    findings.exactly("made a third time", thirds, 0);
    findings.figure("other queues' attempts made again", repeats.size() - again.size());
    findings.exactly("made again though not in flight", unexplained.size(), 0);
    findings.exactly("tasks lost", census.undelivered().size(), 0);
    findings.figure(
        "longest gap of any other queue, s",
        Times.longestGapOfAQueueSeconds(
            census.of(Bystanders::isOne).visits(), atNanos, measuredNanos));
    return findings;
  }

  private static Census census(Site site, Feed feed, List<Wanted> pile) {
    return new Census(
        Stream.concat(feed.wanted().stream(), pile.stream()).toList(), site.target().visits());
  }
}
