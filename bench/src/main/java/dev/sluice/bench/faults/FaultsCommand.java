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
      "and replaces them, fills a disk, cuts connections and sets a clock wrong; then checks that",
      "nothing was lost, early, over a limit or repeated without a fault that explains it. The",
      "report is left in the folder, as report.md. Exit code 1 when a promise was broken."
    })
public final class FaultsCommand implements Callable<Integer> {

  @Option(names = "--minutes", description = "How long (${DEFAULT-VALUE}).")
  private int minutes = 3;

  @Option(names = "--seed", description = "What the script is made from (${DEFAULT-VALUE}).")
  private long seed = 1;

  @Option(names = "--rate", description = "Tasks created a second (${DEFAULT-VALUE}).")
  private int perSecond = 30;

  @Option(
      names = "--small",
      description = "1 broker, 2 schedulers, 2 workers, 1 API server instead of 3, 2, 3, 2.")
  private boolean small;

  @Option(names = "--folder", description = "For data and logs; else one that is made and kept.")
  private Optional<Path> folder = Optional.empty();

  @Override
  public Integer call() throws Exception {
    Path place = folder.isPresent() ? folder.get() : Files.createTempDirectory("sluice-faults");
    Files.createDirectories(place);
    System.out.println("logs and data: " + place);
    Fleet.Size size = small ? Fleet.Size.SMALL : Fleet.Size.FULL;
    FaultRun run =
        new FaultRun(Machine.home(), place, size, Script.Plan.EVERYTHING, seed, System.out);
    Report report = run.run(Duration.ofMinutes(minutes), perSecond);
    Files.write(place.resolve("report.md"), report.lines());
    System.out.println();
    report.lines().forEach(System.out::println);
    return report.isGood() ? 0 : 1;
  }
}
