package dev.sluice.bench.drills;

import dev.sluice.bench.Machine;
import dev.sluice.bench.faults.Fleet;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code sluice bench drill}: one thing that happens to every installation, and its bars. */
@Command(
    name = "drill",
    mixinStandardHelpOptions = true,
    description = {
      "Does one thing to an installation of separate processes under load, and prints figures.",
      "Exit code 1 when one of them is above its bar."
    })
public final class DrillCommand implements Callable<Integer> {

  enum Name {
    ROLLING,
    SCHEDULER_KILL,
    SCHEDULER_RESTART,
    WORKER_KILL,
    WORKER_RESTART,
    WORKER_FROZEN,
    OVERLOAD_HANGING,
    OVERLOAD_REFUSING,
    OVERLOAD_FLOOD,
    OVERLOAD_POISON,
    OVERLOAD_MEMORY;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  @Parameters(
      index = "0",
      description = "What to do: ${COMPLETION-CANDIDATES}.",
      paramLabel = "NAME")
  private Name name = Name.ROLLING;

  @Option(names = "--minutes", description = "How long an overload lasts (${DEFAULT-VALUE}).")
  private double minutes = 2;

  @Option(names = "--rate", description = "Tasks a second of rolling (${DEFAULT-VALUE}).")
  private int perSecond = 300;

  @Option(
      names = "--pending",
      description = "Tasks that wait when a scheduler is killed (${DEFAULT-VALUE}).")
  private int pending = 100_000;

  @Option(
      names = "--in-flight",
      description = "Attempts that a lost worker has (${DEFAULT-VALUE}).")
  private int inFlight = 1_000;

  @Option(
      names = "--scheduler",
      description = "Further settings of the schedulers of scheduler-kill.",
      paramLabel = "KEY=VALUE")
  private List<String> schedulerSettings = List.of();

  @Option(
      names = "--broker",
      description = "Further properties of the broker of scheduler-kill.",
      paramLabel = "KEY=VALUE")
  private List<String> brokerSettings = List.of();

  @Option(names = "--folder", description = "For data and logs; else one that is made and kept.")
  private Optional<Path> folder = Optional.empty();

  @Override
  public Integer call() throws Exception {
    Path place = folder.isPresent() ? folder.get() : Files.createTempDirectory("sluice-drill");
    Files.createDirectories(place);
    System.out.println("logs and data: " + place);
    Consumer<String> out = System.out::println;
    Drill drill = drill();
    Fleet.Extras extras = Fleet.Extras.QUICKLY_COMPILED.and(drill.extras());
    try (Site site = Site.open(Machine.home(), place, drill.size(), extras, out)) {
      Findings findings = drill.run(site);
      List<String> badly = site.stop();
      badly.forEach(site::say);
      findings.exactly("processes that did not stop as they should", badly.size(), 0);
      findings.print(name.toString(), out);
      return findings.met() ? 0 : 1;
    }
  }

  private Drill drill() {
    return switch (name) {
      case ROLLING -> new RollingRestart(perSecond);
      case SCHEDULER_KILL -> schedulerKill(false);
      case SCHEDULER_RESTART -> schedulerKill(true);
      case WORKER_KILL -> new WorkerLoss(WorkerLoss.How.KILLED, inFlight);
      case WORKER_RESTART -> new WorkerLoss(WorkerLoss.How.RESTARTED, inFlight);
      case WORKER_FROZEN -> new WorkerLoss(WorkerLoss.How.FROZEN, inFlight);
      case OVERLOAD_HANGING -> overload(new Hanging());
      case OVERLOAD_REFUSING -> overload(new Refusing());
      case OVERLOAD_FLOOD -> overload(new Flood());
      case OVERLOAD_POISON -> overload(new Poison());
      case OVERLOAD_MEMORY -> overload(new LittleMemory());
    };
  }

  private Drill schedulerKill(boolean restarted) {
    return new SchedulerKill(restarted, pending, schedulerSettings, brokerSettings);
  }

  private Drill overload(Pressure pressure) {
    return new Overload(pressure, Duration.ofMillis((long) (minutes * 60_000)));
  }
}
