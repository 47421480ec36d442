package dev.sluice.bench;

import dev.sluice.standalone.Subcommand;
import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice bench}: measures a Sluice of its own and prints a Markdown table. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    description = "Measures a Sluice in a process of its own and prints what it measured.")
public final class BenchCommand implements Subcommand, Callable<Integer> {

  private final PrintStream out = System.out;

  @Option(names = "--tasks", description = "Tasks of the throughput run (${DEFAULT-VALUE}).")
  private int tasks = 50_000;

  @Option(
      names = "--warm-up",
      description = "Tasks before anything is measured (${DEFAULT-VALUE}).")
  private int warmUp = 50_000;

  @Option(
      names = "--concurrency",
      description = "Concurrency limit of the queue (${DEFAULT-VALUE}).")
  private int concurrency = 256;

  @Option(names = "--rate", description = "Rate of the latency run, per second (${DEFAULT-VALUE}).")
  private int ratePerSecond = 100;

  @Option(
      names = "--seconds",
      description = "Length of the latency and idle runs (${DEFAULT-VALUE}).")
  private int seconds = 30;

  @Option(names = "--pending", description = "Tasks waiting for tomorrow (${DEFAULT-VALUE}).")
  private int pending = 200_000;

  @Option(names = "--jvm", description = "Options of the measured JVM (${DEFAULT-VALUE}).")
  private List<String> jvmArgs = List.of("-Xmx768m");

  @Override
  public Integer call() throws Exception {
    try (SluiceUnderTest sluice = SluiceUnderTest.start(jvmArgs, List.of())) {
      Load load = new Load(sluice);
      out.println("| run | result |\n|---|---|");
      row("start until ready", "%.1f s", sluice.startSeconds());
      Load.Result cold = load.asFastAsPossible("warm-up", warmUp, concurrency);
      report("throughput, cold", cold);
      report("throughput, warm", load.asFastAsPossible("throughput", tasks, concurrency));
      Duration length = Duration.ofSeconds(seconds);
      report(ratePerSecond + "/s", load.atRate("latency", ratePerSecond, length));
      row("memory (RSS) / peak", "%d / %d MiB", rss(sluice), peakRss(sluice));
      load.pending("tomorrow", pending);
      report(
          "throughput, warm, " + pending + " pending",
          load.asFastAsPossible("throughput-pending", tasks, concurrency));
      report(
          ratePerSecond + "/s, " + pending + " pending",
          load.atRate("latency-pending", ratePerSecond, length));
      row("memory (RSS) / peak, pending", "%d / %d MiB", rss(sluice), peakRss(sluice));
      row("idle, pending", "%.1f%% of one core", idlePercent(sluice, length));
    }
    return 0;
  }

  private static long rss(SluiceUnderTest sluice) {
    return sluice.figures().rssMib();
  }

  private static long peakRss(SluiceUnderTest sluice) {
    return sluice.figures().peakRssMib();
  }

  private static double idlePercent(SluiceUnderTest sluice, Duration length)
      throws InterruptedException {
    Duration before = sluice.figures().cpu();
    Thread.sleep(length);
    return 100.0 * sluice.figures().cpu().minus(before).toNanos() / length.toNanos();
  }

  private void report(String run, Load.Result result) {
    row(
        run,
        "%.0f tasks/s, %.3f CPU s per 1000, %s; %d failed, %d duplicates, %d damaged",
        result.tasksPerSecond(),
        result.cpuSecondsPer1000(),
        result.latency(),
        result.failed(),
        result.duplicates(),
        result.wrong());
  }

  private void row(String run, String format, Object... values) {
    out.printf(Locale.ROOT, "| %s | " + format + " |%n", prepend(run, values));
    out.flush();
  }

  private static Object[] prepend(String first, Object[] rest) {
    Object[] all = new Object[rest.length + 1];
    all[0] = first;
    System.arraycopy(rest, 0, all, 1, rest.length);
    return all;
  }
}
