package dev.sluice.bench.simulation;

import java.io.PrintStream;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice bench histories}: runs simulated histories with faults, as many as are wanted. */
@Command(
    name = "histories",
    mixinStandardHelpOptions = true,
    description = {
      "Runs histories of the scheduler's and the workers' cores against each other, with crashes,",
      "aborted transactions, late and lost messages, wrong clocks and zombies, and checks every",
      "promise after each step. A history is made from its seed alone. One that breaks a promise"
          + " is",
      "made as small as it gets and printed. Exit code 1 when there was one."
    })
public final class HistoriesCommand implements Callable<Integer> {

  private static final int MOST_FAILURES = 5;
  private static final int RUNS_TO_SHRINK = 2_000;
  private static final long REPORT_SECONDS = 10;

  private final PrintStream out;
  private final Set<Broken> broken;

  @Option(names = "--seeds", description = "How many histories (${DEFAULT-VALUE}).")
  private long seeds = 10_000;

  @Option(names = "--from", description = "The first seed (${DEFAULT-VALUE}).")
  private long from = 1;

  @Option(names = "--threads", description = "How many at a time; else one for each core.")
  private int threads = Runtime.getRuntime().availableProcessors();

  /** The command. */
  public HistoriesCommand() {
    this(System.out, Set.of());
  }

  HistoriesCommand(PrintStream out, Set<Broken> broken) {
    this.out = out;
    this.broken = broken;
  }

  @Override
  public Integer call() throws InterruptedException {
    long startNanos = System.nanoTime();
    Histories histories = new Histories(broken, this::print);
    try (ScheduledExecutorService reporter = Executors.newSingleThreadScheduledExecutor()) {
      var _ =
          reporter.scheduleAtFixedRate(
              () -> report(histories, startNanos),
              REPORT_SECONDS,
              REPORT_SECONDS,
              TimeUnit.SECONDS);
      histories.run(from, seeds, Math.max(1, threads), MOST_FAILURES);
      reporter.shutdownNow();
    }
    report(histories, startNanos);
    out.println("seen: " + histories.coverage());
    return histories.failed() == 0 ? 0 : 1;
  }

  private void report(Histories histories, long startNanos) {
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    out.printf(
        Locale.ROOT,
        "%d of %d histories from seed %d, %d broke a promise, %.0f a second%n",
        histories.done(),
        seeds,
        from,
        histories.failed(),
        histories.done() / seconds);
  }

  private void print(HistoryFailed failed) {
    HistoryFailed smallest = Shrinker.shrink(failed, broken, RUNS_TO_SHRINK);
    synchronized (out) {
      out.printf(
          Locale.ROOT,
          """

          seed %1$d broke a promise: %2$s
          again: sluice bench histories --from %1$d --seeds 1
          made smaller, from %3$d operations to %4$d: %5$s
          %6$s
          """,
          failed.history().seed(),
          failed.words(),
          failed.history().operations().size(),
          smallest.history().operations().size(),
          smallest.words(),
          smallest.trace());
    }
  }
}
