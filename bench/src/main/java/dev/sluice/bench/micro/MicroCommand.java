package dev.sluice.bench.micro;

import java.util.concurrent.Callable;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice bench micro}: single steps of the hot paths, with what they allocate. */
@Command(
    name = "micro",
    mixinStandardHelpOptions = true,
    description = "Measures single steps of the hot paths with JMH, and what they allocate.")
public final class MicroCommand implements Callable<Integer> {

  @Parameters(
      index = "0",
      arity = "0..1",
      description = "Part of the name of benchmarks (${DEFAULT-VALUE}).",
      paramLabel = "PATTERN")
  private String pattern = "dev.sluice.bench.micro";

  @Option(
      names = "--forks",
      description = "JVMs that measure, one after the other (${DEFAULT-VALUE}).")
  private int forks = 2;

  @Option(names = "--iterations", description = "Measurements in each (${DEFAULT-VALUE}).")
  private int iterations = 5;

  @Option(names = "--millis", description = "How long each lasts (${DEFAULT-VALUE}).")
  private long millis = 1_000;

  @Override
  public Integer call() throws Exception {
    TimeValue time = TimeValue.milliseconds(millis);
    var _ =
        new Runner(
                new OptionsBuilder()
                    .include(pattern)
                    .forks(forks)
                    .warmupIterations(iterations)
                    .warmupTime(time)
                    .measurementIterations(iterations)
                    .measurementTime(time)
                    .addProfiler(GCProfiler.class)
                    .build())
            .run();
    return 0;
  }
}
