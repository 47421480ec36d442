package dev.sluice.bench;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import dev.sluice.bench.drills.DrillCommand;
import dev.sluice.bench.faults.FaultsCommand;
import dev.sluice.bench.micro.MicroCommand;
import dev.sluice.bench.simulation.HistoriesCommand;
import dev.sluice.standalone.Subcommand;
import dev.sluice.standalone.error.UserErrorException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice bench}: measures a Sluice of its own and prints a Markdown table. */
@Command(
    name = "bench",
    mixinStandardHelpOptions = true,
    subcommands = {
      FaultsCommand.class,
      DrillCommand.class,
      HistoriesCommand.class,
      MicroCommand.class
    },
    description = {
      "Measures a Sluice in a process of its own and prints what it measured.",
      "The scenarios of each kind are listed in scenarios.txt of the bench module."
    })
public final class BenchCommand implements Subcommand, Callable<Integer> {

  /** Kinds that are measured cold, or warm up by what they measure. */
  private static final Set<Scenario.Kind> COLD =
      EnumSet.of(Scenario.Kind.RECOVERY, Scenario.Kind.IDLE, Scenario.Kind.CREATES);

  @Parameters(
      index = "0",
      arity = "0..1",
      description = "What to measure: ${COMPLETION-CANDIDATES}.",
      paramLabel = "KIND")
  private Optional<Scenario.Kind> wanted = Optional.empty();

  @Parameters(
      index = "1..*",
      description = "Scenarios of that kind; none: all.",
      paramLabel = "NAME")
  private List<String> names = List.of();

  @Option(
      names = "--warm-up",
      description = "Rounds of 60000 tasks before, at most (${DEFAULT-VALUE}).")
  private int warmUpRounds = 12;

  @Option(names = "--jvm", description = "A further option of the measured JVM.")
  private List<String> jvmArgs = List.of();

  @Option(names = "--up", description = "Options of the measured `sluice up`.")
  private List<String> upArgs = List.of();

  @Option(
      names = "--set",
      description = "Makes the scenarios otherwise, as in --set tasks=1000 --set runs=1.",
      paramLabel = "KEY=VALUE")
  private Map<String, String> others = Map.of();

  @Option(names = "--json", description = "File to write all figures to.")
  private Optional<Path> json = Optional.empty();

  @Option(names = "--svg", description = "File to draw all figures into.")
  private Optional<Path> svg = Optional.empty();

  @Override
  public Integer call() throws Exception {
    Scenario.Kind kind =
        wanted.orElseThrow(() -> new UserErrorException("KIND: not given (expected: see --help)"));
    List<Scenario> scenarios =
        Scenarios.of(kind, Set.copyOf(names)).stream().map(one -> one.with(others)).toList();
    Report report = new Report(System.out, jvmArgs, upArgs);
    Map<Map<String, String>, List<Scenario>> byEnvironment =
        scenarios.stream().collect(groupingBy(Scenario::environment, LinkedHashMap::new, toList()));
    for (List<Scenario> alike : byEnvironment.values()) {
      measure(kind, alike, report);
    }
    if (json.isPresent()) {
      report.write(json.get());
    }
    if (svg.isPresent()) {
      report.draw(svg.get());
    }
    return 0;
  }

  /** Measures scenarios of one environment, on a Sluice of their own. */
  private void measure(Scenario.Kind kind, List<Scenario> scenarios, Report report)
      throws Exception {
    SluiceUnderTest.Options options =
        new SluiceUnderTest.Options(jvmArgs, upArgs, scenarios.getFirst().environment());
    try (Bench bench = Bench.start(options)) {
      Measurements measurements = new Measurements(bench, warmUpRounds);
      if (!COLD.contains(kind)) {
        measurements.warmUp(Scenario.Way.KAFKA);
        if (scenarios.stream().anyMatch(one -> one.way() == Scenario.Way.GRPC)) {
          measurements.warmUp(Scenario.Way.GRPC);
        }
      }
      for (Scenario scenario : scenarios) {
        report.add(scenario, measurements.measure(scenario));
      }
    }
  }
}
