package dev.sluice.bench.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** About ten kills of a small installation of separate processes, under load. */
@EnabledOnOs(value = OS.LINUX, disabledReason = "each process has loopback addresses of its own")
final class FaultRunIT {

  private static final Duration LENGTH = Duration.ofSeconds(45);
  private static final int PER_SECOND = 20;

  @Test
  void kills_breakNoPromise(@TempDir Path folder) throws Exception {
    Path checkout = Path.of("..").toAbsolutePath().normalize();

    Report report =
        new FaultRun(checkout, folder, Fleet.Size.SMALL, Script.Plan.KILLS, 1, System.out)
            .run(LENGTH, PER_SECOND);

    assertThat(report.promises().broken()).isEmpty();
    assertThat(report.faults()).extracting(Fault::role).contains(Role.values());
    assertThat(report.created()).filteredOn(Created::acknowledged).hasSizeGreaterThan(100);
    assertThat(report.requests()).hasSizeGreaterThan(100);
  }
}
