package dev.sluice.bench.drills;

import dev.sluice.bench.ProcessFigures;
import dev.sluice.bench.faults.Fleet;
import dev.sluice.bench.faults.Member;
import dev.sluice.bench.faults.Role;
import java.time.Duration;
import java.util.List;

/** Too much of something, while other queues go on; then it ends, and nobody helps. */
final class Overload implements Drill {

  /**
   * The most resident memory of a process with the heap that the launcher gives it, 768 MiB, and
   * RocksDB's 128 MiB.
   */
  static final int ROLE_MIB = 1_280;

  private static final int OTHERS_PER_SECOND = 100;
  private static final Duration WARM_UP = Duration.ofSeconds(60);
  private static final Duration BEFORE = Duration.ofSeconds(40);
  private static final Duration DRAIN_LIMIT = Duration.ofMinutes(10);
  private static final double DRAINED_LIMIT_SECONDS = 599;
  private static final Duration AFTER = Duration.ofSeconds(20);
  private static final double MOST_TIMES_SLOWER = 2;

  private final Pressure pressure;
  private final Duration length;

  /**
   * Prepares the drill.
   *
   * @param length how long the pressure lasts
   */
  Overload(Pressure pressure, Duration length) {
    this.pressure = pressure;
    this.length = length;
  }

  @Override
  public Fleet.Size size() {
    return new Fleet.Size(1, 2, 1);
  }

  @Override
  public Fleet.Extras extras() {
    return pressure.extras();
  }

  @Override
  public Findings run(Site site) throws Exception {
    List<String> others = Bystanders.create(site, pressure.bystanders(), Bystanders.Handling.QUICK);
    pressure.prepare(site);
    Feed steady = site.feed(Feed.Kind.of(others, OTHERS_PER_SECOND));
    Site.sleep(WARM_UP);
    double _ = Calm.await(site, steady, OTHERS_PER_SECOND / 4);
    long beforeNanos = System.nanoTime();
    Site.sleep(BEFORE);
    long beginNanos = System.nanoTime();
    site.say("the pressure begins");
    Feed heavy = site.feed(pressure.feed());
    Site.sleep(length);
    long endNanos = System.nanoTime();
    Findings findings = new Findings();
    Census mid = site.census(List.of(steady));
    speed(findings, mid, beforeNanos, beginNanos, endNanos);
    site.say("the pressure ends");
    pressure.end(site);
    heavy.stop();
    double drained =
        Site.await(DRAIN_LIMIT, () -> pressure.queues().stream().allMatch(site::isEmpty));
    long drainedNanos = System.nanoTime();
    Site.sleep(AFTER);
    steady.stop();
    Site.await(DRAIN_LIMIT, () -> site.census(List.of(steady)).undelivered().isEmpty());
    Census others2 = site.census(List.of(steady)).of(Bystanders::isOne);
    findings.figure(
        "p99 after the backlog, ms",
        Times.millis(
            Times.latencyMicros(others2, drainedNanos, System.nanoTime(), System.nanoTime()), 99));
    judge(findings, site, others2, steady, heavy, drained);
    memory(findings, site);
    return findings;
  }

  private static void speed(
      Findings findings, Census others, long beforeNanos, long beginNanos, long endNanos) {
    var before = Times.latencyMicros(others, beforeNanos, beginNanos, endNanos);
    var meanwhile = Times.latencyMicros(others, beginNanos, endNanos, endNanos);
    findings.figure("create to request of other queues before, p50, ms", Times.millis(before, 50));
    findings.figure("p99, ms", Times.millis(before, 99));
    findings.figure("meanwhile, p50, ms", Times.millis(meanwhile, 50));
    findings.figure("p99, ms", Times.millis(meanwhile, 99));
    findings.bar(
        "times slower at p99",
        Times.millis(meanwhile, 99) / Times.millis(before, 99),
        MOST_TIMES_SLOWER);
  }

  private void judge(
      Findings findings, Site site, Census others, Feed steady, Feed heavy, double drained) {
    findings.exactly("creates of other queues that failed", steady.unanswered(), 0);
    findings.exactly("their tasks lost", others.undelivered().size(), 0);
    findings.exactly("their requests repeated", others.repeats().size(), 0);
    Census pressed = site.census(List.of(heavy)).of(pressure.queues()::contains);
    findings.figure("tasks created under pressure", pressed.wanted().size());
    findings.figure(
        "of them acknowledged", pressed.wanted().stream().filter(Wanted::acknowledged).count());
    findings.figure("creates under pressure that failed and were repeated", heavy.unanswered());
    findings.figure("requests of them", pressed.visits().size());
    findings.exactly("of them lost", pressed.undelivered().size(), 0);
    findings.exactly("refused, but delivered", pressed.refusedButDelivered().size(), 0);
    pressure
        .budget()
        .ifPresent(budget -> findings.bar("most pending at once", pressed.mostPending(), budget));
    findings.bar("backlog drained after, s", drained, DRAINED_LIMIT_SECONDS);
    findings.exactly("processes that ended", site.gone(), 0);
  }

  private void memory(Findings findings, Site site) {
    for (Member member : site.members()) {
      double mib = member.isGone() ? 0 : new ProcessFigures(member.process()).peakRssMib();
      int atMost = member.role() == Role.WORKER ? pressure.workerMib() : ROLE_MIB;
      findings.bar("largest resident memory of " + member.name() + ", MiB", mib, atMost);
    }
  }
}
