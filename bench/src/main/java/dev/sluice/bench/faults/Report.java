package dev.sluice.bench.faults;

import dev.sluice.bench.Machine;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** What a run has found, to be read and to be kept. */
record Report(
    long seed,
    Fleet.Size size,
    int perSecond,
    Instant start,
    Instant end,
    List<Created> created,
    List<Request> requests,
    List<Fault> faults,
    Promises promises) {

  private static final int MOST_SHOWN = 50;

  boolean isGood() {
    return promises.violations().isEmpty();
  }

  /** In Markdown. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("Run on " + Machine.describe() + ".");
    lines.add("");
    lines.add(
        "Seed %d, %d minutes from %s, %d tasks/s; %d brokers, %d schedulers, %d workers, %d API servers."
            .formatted(
                seed,
                Duration.between(start, end).toMinutes(),
                start.truncatedTo(ChronoUnit.SECONDS),
                perSecond,
                size.brokers(),
                size.schedulers(),
                size.workers(),
                size.apis()));
    lines.add("");
    lines.add("| What | Count |");
    lines.add("|---|---|");
    lines.add("| faults | " + faults.size() + " |");
    lines.add("| tasks wanted | " + created.size() + " |");
    lines.add("| acknowledged | " + created.stream().filter(Created::acknowledged).count() + " |");
    lines.add("| requests at the target | " + requests.size() + " |");
    lines.add("| repeated requests | " + promises.repeated() + " |");
    lines.add("| promises broken | " + promises.violations().size() + " |");
    lines.add("");
    lines.addAll(new Matrix(faults, promises, requests, end).lines());
    if (!isGood()) {
      lines.add("");
    }
    promises.broken().stream().limit(MOST_SHOWN).forEach(each -> lines.add("- BROKEN " + each));
    return lines;
  }
}
