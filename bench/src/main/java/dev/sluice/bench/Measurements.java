package dev.sluice.bench;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** How each kind of scenario is measured. */
final class Measurements {

  private static final int WARM_UP_ROUND = 60_000;

  private final Bench bench;
  private final int mostWarmUpRounds;

  Measurements(Bench bench, int mostWarmUpRounds) {
    this.bench = bench;
    this.mostWarmUpRounds = mostWarmUpRounds;
  }

  Figures measure(Scenario scenario) throws Exception {
    return switch (scenario.kind()) {
      case THROUGHPUT, SCALE -> throughput(scenario);
      case CREATES -> creates(scenario);
      case LATENCY -> latency(scenario);
      case LATENESS -> lateness(scenario);
      case RECOVERY -> recovery(scenario);
      case IDLE -> idle(scenario);
    };
  }

  /** Lets the JIT see a scenario of one queue until it has nothing more to do. */
  void warmUp(Scenario.Way way) throws Exception {
    Scenario plain =
        Scenario.parse("throughput warm-up create=" + way.name().toLowerCase(Locale.ROOT));
    List<String> queues = bench.queues(plain);
    untilQuiet(() -> bench.round(plain, queues, WARM_UP_ROUND));
  }

  /** Repeats a round, which returns its seconds, until the JIT has little to do. */
  private void untilQuiet(Callable<Double> round) throws Exception {
    for (int i = 0; i < mostWarmUpRounds; i++) {
      long before = bench.jvm().compilationMillis();
      Duration took = Duration.ofNanos((long) (round.call() * 1e9));
      if (JvmFigures.isQuiet(before, bench.jvm().compilationMillis(), took)) {
        return;
      }
    }
  }

  /** Creates only: nothing is due before tomorrow. */
  private Figures creates(Scenario scenario) throws Exception {
    Figures figures = new Figures();
    List<String> queues = bench.queues(scenario);
    Scenario flood = scenario.with(Map.of("load", "0"));
    untilQuiet(() -> bench.creates(flood, queues, WARM_UP_ROUND, latency()));
    int tasks =
        scenario.loadPerSecond() > 0
            ? scenario.loadPerSecond() * scenario.seconds()
            : scenario.tasks();
    for (int run = 0; run < scenario.runs(); run++) {
      Cost cost = bench.cost();
      Histogram latency = latency();
      double seconds = bench.creates(scenario, queues, tasks, latency);
      figures.add("created_per_s", tasks / seconds);
      figures.addLatency("acknowledged", latency);
      figures.addAll(cost.per(tasks));
    }
    memory(figures, false);
    return figures;
  }

  private static Histogram latency() {
    return new ConcurrentHistogram(Arrivals.MAX_LATENCY_MICROS, 3);
  }

  private Figures throughput(Scenario scenario) throws Exception {
    Figures figures = new Figures();
    bench.pending(scenario);
    List<String> queues = bench.queues(scenario);
    long recordsBefore = LogFigures.records(bench.sluice().bootstrapServers());
    long diskBefore = bench.sluice().diskBytes();
    try (RawHttp raw = scenario.besideRaw() ? RawHttp.start(bench.target()) : RawHttp.none()) {
      raw.warmUp(scenario);
      for (int run = 0; run < scenario.runs(); run++) {
        raw.run(scenario, figures);
        Cost cost = bench.cost();
        double seconds = bench.round(scenario, queues, scenario.tasks());
        figures.add("tasks_per_s", scenario.tasks() / seconds);
        figures.addAll(cost.per(scenario.tasks()));
        Target.Counts counts = bench.target().counts();
        figures.add("most_at_target", counts.mostInside());
        figures.addFaults(counts);
        if (scenario.limitPerSecond() > 0) {
          figures.add(
              "most_above_rate", (double) bench.target().mostAbove(scenario.limitPerSecond()));
        }
      }
    }
    double tasks = scenario.tasks() * scenario.runs();
    long records = LogFigures.records(bench.sluice().bootstrapServers()) - recordsBefore;
    figures.add("records_per_task", records / tasks);
    figures.add("disk_kb_per_task", (bench.sluice().diskBytes() - diskBefore) / 1e3 / tasks);
    if (scenario.besideRaw()) {
      figures.add(
          "percent_of_raw", 100 * figures.median("tasks_per_s") / figures.median("raw_per_s"));
    }
    memory(figures, scenario.kind() == Scenario.Kind.SCALE);
    return figures;
  }

  private void memory(Figures figures, boolean withLiveHeap) throws Exception {
    figures.add("rss_mib", (double) bench.sluice().figures().rssMib());
    figures.add("disk_mib", (double) (bench.sluice().diskBytes() >> 20));
    if (withLiveHeap) {
      figures.add("live_heap_mib", bench.jvm().liveHeapMib());
    }
  }

  private Figures latency(Scenario scenario) throws Exception {
    Figures figures = new Figures();
    bench.pending(scenario);
    List<String> queues = bench.queues(scenario);
    int tasks = scenario.loadPerSecond() * scenario.seconds();
    bench.round(scenario, queues, Math.min(tasks, 2 * scenario.loadPerSecond()));
    for (int run = 0; run < scenario.runs(); run++) {
      Cost cost = bench.cost();
      bench.round(scenario, queues, tasks);
      Target.Counts counts = bench.target().counts();
      figures.addLatency("arrival", counts.latencyMicros());
      figures.addAll(cost.per(tasks));
      figures.addFaults(counts);
    }
    return figures;
  }

  /** Tasks that fall due one after the other, created before the first is. */
  private Figures lateness(Scenario scenario) throws Exception {
    Figures figures = new Figures();
    bench.pending(scenario);
    List<String> queues = bench.queues(scenario);
    int tasks = scenario.loadPerSecond() * scenario.seconds();
    for (int run = 0; run < scenario.runs(); run++) {
      int round = bench.target().begin(tasks, scenario.handlerMillis());
      Duration lead = Duration.ofSeconds(5);
      Instant first = Instant.now().plus(lead);
      long firstNanos = System.nanoTime() + lead.toNanos();
      try (Creator creator = bench.creator(scenario)) {
        for (int i = 0; i < tasks; i++) {
          // Whole microseconds: a schedule time has no nanoseconds.
          long afterNanos = i * 1_000_000L / scenario.loadPerSecond() * 1_000;
          byte[] body = Body.of(round, i, firstNanos + afterNanos, scenario.bodyBytes());
          Optional<Instant> due = Optional.of(first.plusNanos(afterNanos));
          creator.create(bench.wanted(scenario, queues, round, i, body, due));
        }
        creator.drain();
      }
      Cost cost = bench.cost();
      bench.awaitArrivals(tasks);
      Target.Counts counts = bench.target().counts();
      figures.addLatency("lateness", counts.latencyMicros());
      figures.addAll(cost.per(tasks));
      figures.addFaults(counts);
    }
    return figures;
  }

  /** Starts again after a stop and after a kill, with tasks pending. */
  private Figures recovery(Scenario scenario) throws Exception {
    Figures figures = new Figures();
    figures.add("first_start_s", bench.sluice().startSeconds());
    bench.pending(scenario);
    List<String> queues = bench.queues(scenario);
    bench.round(scenario, queues, 1_000);
    bench.sluice().stop();
    firstArrival(scenario, queues, "after_stop", figures);
    bench.sluice().kill();
    firstArrival(scenario, queues, "after_kill", figures);
    return figures;
  }

  private void firstArrival(Scenario scenario, List<String> queues, String when, Figures figures)
      throws Exception {
    long startNanos = System.nanoTime();
    bench.sluice().startAgain();
    bench.lookAgain();
    figures.add(when + "_ready_s", bench.sluice().startSeconds());
    bench.round(scenario, queues, 1);
    figures.add(when + "_first_arrival_s", (System.nanoTime() - startNanos) / 1e9);
  }

  private Figures idle(Scenario scenario) throws Exception {
    Figures figures = new Figures();
    bench.pending(scenario);
    List<Duration> spent = new ArrayList<>();
    for (int run = 0; run < scenario.runs(); run++) {
      Duration before = bench.sluice().figures().cpu();
      long startNanos = System.nanoTime();
      TimeUnit.SECONDS.sleep(scenario.seconds());
      spent.add(bench.sluice().figures().cpu().minus(before));
      figures.add(
          "percent_of_a_core",
          100.0 * spent.getLast().toNanos() / (System.nanoTime() - startNanos));
    }
    memory(figures, true);
    return figures;
  }
}
