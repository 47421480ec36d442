package dev.sluice.bench.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes a failed history small: leaves out operations as long as it fails in the same way. */
final class Shrinker {

  /** Enough to tell a small history from its beginning. */
  private static final int EVENTS_KEPT = 400;

  private final Set<Broken> broken;
  private HistoryFailed smallest;
  private int runsLeft;

  private Shrinker(HistoryFailed failed, Set<Broken> broken, int mostRuns) {
    this.smallest = failed;
    this.broken = broken;
    this.runsLeft = mostRuns;
  }

  /**
   * Returns a failure of the smallest history that was found, with a longer trace.
   *
   * @param broken the rules that were broken on purpose
   * @param mostRuns how many histories may be run to find it
   */
  static HistoryFailed shrink(HistoryFailed failed, Set<Broken> broken, int mostRuns) {
    Shrinker shrinker = new Shrinker(failed, broken, mostRuns);
    // Again, for the longer trace.
    shrinker.failsAs(failed.history());
    shrinker.run();
    return shrinker.smallest;
  }

  /** Leaves out parts, large ones first and at last single operations. */
  private void run() {
    int part = Math.max(1, operations().size() / 2);
    while (runsLeft > 0) {
      boolean smaller = leaveOut(part);
      if (part == 1 && !smaller) {
        return;
      }
      part = smaller ? part : Math.max(1, part / 2);
      part = Math.min(part, Math.max(1, operations().size()));
    }
  }

  private boolean leaveOut(int part) {
    boolean smaller = false;
    // From the end, where what is left out changes least of the rest.
    for (int from = operations().size() - part; from > -part && runsLeft > 0; from -= part) {
      List<Integer> kept = new ArrayList<>(operations());
      kept.subList(Math.max(0, from), Math.min(kept.size(), from + part)).clear();
      smaller |= failsAs(smallest.history().with(List.copyOf(kept)));
    }
    return smaller;
  }

  private List<Integer> operations() {
    return smallest.history().operations();
  }

  private boolean failsAs(History history) {
    runsLeft--;
    Optional<HistoryFailed> failed = run(history);
    if (failed.filter(smallest::isLike).isPresent()) {
      smallest = failed.orElseThrow();
      return true;
    }
    return false;
  }

  private Optional<HistoryFailed> run(History history) {
    try {
      Simulation.run(history, broken, EVENTS_KEPT);
      return Optional.empty();
    } catch (HistoryFailed failed) {
      return Optional.of(failed);
    }
  }
}
