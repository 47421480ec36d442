package dev.sluice.bench.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Compares what was promised (design sections 4 and 5) with what was seen. */
final class Promises {

  /** An answer so shortly before a fault may not have been told to Kafka yet. */
  private static final Duration UNTOLD = Duration.ofSeconds(3);

  /** So long after a fault what it cut off may still be made again, or be running. */
  private static final Duration AFTERMATH = Duration.ofSeconds(15);

  private final List<Created> created;
  private final Map<Integer, List<Request>> requests;
  private final List<Fault> faults;
  private final List<String> broken = new ArrayList<>();
  private int repeated;

  Promises(List<Created> created, List<Request> requests, List<Fault> faults) {
    this.created = created;
    this.faults = faults.stream().filter(Fault::mayRepeatAttempts).toList();
    this.requests =
        requests.stream()
            .sorted(Comparator.comparing(Request::arrived))
            .collect(Collectors.groupingBy(Request::task, TreeMap::new, Collectors.toList()));
  }

  /** Acknowledged tasks that were neither delivered nor given up, as they should be. */
  static Set<String> missing(
      List<Created> created, List<Request> requests, Set<String> deadLetters) {
    Set<Integer> delivered = new HashSet<>();
    requests.stream()
        .filter(each -> each.status() == 200)
        .forEach(each -> delivered.add(each.task()));
    return created.stream()
        .filter(Created::acknowledged)
        .filter(task ->
            task.kind() == TaskKind.FAILS_ALWAYS
                ? !deadLetters.contains(task.id())
                : !delivered.contains(task.number()))
        .map(task -> task.id() + " " + task.kind())
        .collect(Collectors.toSet());
  }

  /** Checks what the requests tell. */
  void check() {
    for (Created task : created) {
      List<Request> made = requests.getOrDefault(task.number(), List.of());
      notEarly(task, made);
      notUnexplained(task, made);
    }
    notOver();
  }

  private void notEarly(Created task, List<Request> made) {
    if (!made.isEmpty()
        && made.getFirst().arrived().isBefore(task.due().minusMillis(1))
        && task.kind() == TaskKind.DELAYED) {
      broken.add("early: " + task + ", arrived " + made.getFirst().arrived());
    }
    for (int i = 1; i < made.size(); i++) {
      Request before = made.get(i - 1);
      if (made.get(i).arrived().isBefore(before.nextAttempt()) && !isCutOff(before)) {
        broken.add("retried early: " + task + ": " + made.get(i) + " after " + before);
      }
    }
  }

  /** More requests than attempts are allowed only for attempts that a fault has cut off. */
  private void notUnexplained(Created task, List<Request> made) {
    int extra = made.size() - task.kind().attempts();
    if (extra > 0) {
      repeated += extra;
      long cutOff = made.subList(0, made.size() - 1).stream().filter(this::isCutOff).count();
      if (cutOff < extra) {
        broken.add("repeated without a fault: " + task + ": " + made);
      }
    }
  }

  private boolean isCutOff(Request request) {
    return faults.stream()
        .anyMatch(
            fault -> request.overlaps(fault.begin().minus(UNTOLD), fault.end().plus(AFTERMATH)));
  }

  /** Requests that a fault has cut off may still run at the target beside those made for them. */
  private void notOver() {
    record Change(Instant at, int by) {}
    List<Change> changes = new ArrayList<>();
    requests.values().stream()
        .flatMap(List::stream)
        .filter(each -> each.kind() == TaskKind.SLOW && !isCutOff(each))
        .forEach(each -> {
          changes.add(new Change(each.arrived(), 1));
          changes.add(new Change(each.answered(), -1));
        });
    changes.sort(Comparator.comparing(Change::at).thenComparingInt(Change::by));
    int open = 0;
    for (Change change : changes) {
      open += change.by();
      if (open > TaskKind.CONCURRENT_SLOW) {
        broken.add("over: " + open + " of " + TaskKind.CONCURRENT_SLOW + " open at " + change.at());
        return;
      }
    }
  }

  /** Notes something that was found elsewhere. */
  void broken(String what) {
    broken.add(what);
  }

  List<String> broken() {
    return List.copyOf(broken);
  }

  /** Requests beyond those that were needed. */
  int repeated() {
    return repeated;
  }

  /** The longest time in which nothing arrived. */
  Duration longestGap() {
    List<Instant> arrivals =
        requests.values().stream().flatMap(List::stream).map(Request::arrived).sorted().toList();
    Duration longest = Duration.ZERO;
    for (int i = 1; i < arrivals.size(); i++) {
      Duration gap = Duration.between(arrivals.get(i - 1), arrivals.get(i));
      longest = gap.compareTo(longest) > 0 ? gap : longest;
    }
    return longest;
  }
}
