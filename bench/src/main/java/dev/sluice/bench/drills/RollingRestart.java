package dev.sluice.bench.drills;

import dev.sluice.bench.faults.Fleet;
import dev.sluice.bench.faults.Member;
import dev.sluice.bench.faults.Role;
import java.time.Duration;
import java.util.List;

/** Every scheduler, worker and API server in turn is stopped with SIGTERM and replaced. */
final class RollingRestart implements Drill {

  private static final int QUEUES = 8;
  private static final Bystanders.Handling HANDLING = new Bystanders.Handling(5, 20_000);
  private static final Duration DRAIN_LIMIT = Duration.ofMinutes(2);
  private static final double GAP_LIMIT_SECONDS = 5;

  private final int perSecond;

  RollingRestart(int perSecond) {
    this.perSecond = perSecond;
  }

  @Override
  public Fleet.Size size() {
    return new Fleet.Size(2, 2, 2);
  }

  @Override
  public Findings run(Site site) throws Exception {
    List<String> queues = Bystanders.create(site, QUEUES, HANDLING);
    Feed feed = site.feed(Feed.Kind.of(queues, perSecond));
    double warm = Calm.await(site, feed, perSecond);
    long fromNanos = System.nanoTime();
    int badExits = 0;
    for (Role role : List.of(Role.SCHEDULER, Role.WORKER, Role.API)) {
      for (Member member : site.members(role)) {
        site.say("%.1f s:".formatted(Times.seconds(System.nanoTime() - fromNanos)));
        badExits += replace(site, member) ? 0 : 1;
        double calm = Calm.await(site, feed, perSecond);
        site.say("  no task late any more after %.1f s".formatted(calm));
      }
    }
    long toNanos = System.nanoTime();
    feed.stop();
    double drained =
        Site.await(DRAIN_LIMIT, () -> site.census(List.of(feed)).undelivered().isEmpty());
    return findings(site, feed, badExits, warm, drained, fromNanos, toNanos);
  }

  private static boolean replace(Site site, Member member) throws Exception {
    long startNanos = System.nanoTime();
    int code = member.stop();
    double stopped = Times.seconds(System.nanoTime() - startNanos);
    member.startAgain();
    member.awaitReady();
    site.say(
        "%s replaced: exit code %d after %.1f s, ready after %.1f s"
            .formatted(
                member.name(), code, stopped, Times.seconds(System.nanoTime() - startNanos)));
    return code == 0;
  }

  private static Findings findings(
      Site site,
      Feed feed,
      int badExits,
      double warm,
      double drained,
      long fromNanos,
      long toNanos) {
    Census census = site.census(List.of(feed));
    census.repeats().stream().limit(20).forEach(each -> site.say("repeated: " + each));
    census.undelivered().stream().limit(20).forEach(each -> site.say("lost: " + each));
    Times.gaps(census.visits(), fromNanos, toNanos)
        .forEach((queue, gap) ->
            site.say(
                "%s: longest gap %.1f s, until %.1f s after the beginning"
                    .formatted(queue, gap.seconds(), Times.seconds(gap.endNanos() - fromNanos))));
    var latency = Times.latencyMicros(census, fromNanos, toNanos, System.nanoTime());
    Findings findings = new Findings();
    findings.figure("before it, until all new processes kept up, s", warm);
    findings.figure("tasks created", census.wanted().size());
    findings.figure("calls of the API without an answer, tried again", feed.unanswered());
    findings.exactly(
        "tasks not acknowledged in the end",
        census.wanted().stream().filter(each -> !each.acknowledged()).count(),
        0);
    findings.exactly("tasks lost", census.undelivered().size(), 0);
    findings.exactly("requests repeated", census.repeats().size(), 0);
    findings.bar(
        "longest gap in the dispatch of any queue, s",
        Times.longestGapOfAQueueSeconds(census.visits(), fromNanos, toNanos),
        GAP_LIMIT_SECONDS);
    findings.figure(
        "longest gap of all queues together, s",
        Times.longestGapSeconds(census.visits(), fromNanos, toNanos));
    findings.figure("create to request meanwhile, p50, ms", Times.millis(latency, 50));
    findings.figure("p99, ms", Times.millis(latency, 99));
    findings.figure("all delivered after the last create, s", drained);
    findings.exactly("processes that did not exit with 0", badExits, 0);
    return findings;
  }
}
