package dev.sluice.bench.faults;

import dev.sluice.bench.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice bench faults}: kills, freezes and replaces processes under load, then checks. */
@Command(
    name = "faults",
    mixinStandardHelpOptions = true,
    description = {
      "Runs an installation of separate processes under load while a seeded script kills, freezes",
      "and replaces them, and checks that nothing was lost, early, over a limit or repeated"
          + " without",
      "a fault that explains it. Exit code 1 when a promise was broken."
    })
public final class FaultsCommand implements Callable<Integer> {

  @Option(names = "--minutes", description = "How long (${DEFAULT-VALUE}).")
  private int minutes = 3;

  @Option(names = "--seed", description = "What the script is made from (${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(names = "--rate", description = "Tasks created a second (${DEFAULT-VALUE}).")
  private int perSecond = 50;

  @Option(names = "--schedulers", description = "Number of schedulers (${DEFAULT-VALUE}).")
  private int schedulers = 2;

  @Option(names = "--workers", description = "Number of workers (${DEFAULT-VALUE}).")
  private int workers = 2;

  @Option(names = "--apis", description = "Number of API servers (${DEFAULT-VALUE}).")
  private int apis = 2;

  @Option(names = "--folder", description = "For data and logs; else one that is made and kept.")
  private Optional<Path> folder = Optional.empty();

  @Override
  public Integer call() throws Exception {
    Path place = folder.isPresent() ? folder.get() : Files.createTempDirectory("sluice-faults");
    Files.createDirectories(place);
    System.out.println("logs and data: " + place);
    FaultRun run =
        new FaultRun(
            Machine.home(), place, new Fleet.Size(schedulers, workers, apis), seed, System.out);
    return run.run(Duration.ofMinutes(minutes), perSecond) ? 0 : 1;
  }
}
