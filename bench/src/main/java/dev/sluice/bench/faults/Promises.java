package dev.sluice.bench.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Compares what was promised (design sections 4 and 5) with what was seen. */
final class Promises {

  /**
   * So many requests more than its bucket allows a rate limited queue's target may see: those that
   * a scheduler dispatches to a worker in the 7 s in which it goes on trusting its last report, and
   * in the 3 s that whoever gets the worker's lanes may take to read them.
   */
  static final int HELD_BACK = 10 * TaskKind.LIMITED_PER_SECOND;

  /** The same while no worker and no broker is in trouble: a second's. */
  static final int JITTER = TaskKind.LIMITED_PER_SECOND;

  /** So long after a fault of a worker or broker what it held back may still come. */
  private static final Duration CATCHING_UP = Duration.ofSeconds(15);

  private final List<Created> created;
  private final Map<Integer, List<Request>> requests;
  private final List<Fault> faults;
  private final Excuses excuses;
  private final List<Violation> violations = new ArrayList<>();
  private final Map<Fault, Integer> repeatedBy = new HashMap<>();
  private int repeated;

  /**
   * Prepares the checks.
   *
   * @param cluster whether there were several brokers
   */
  Promises(List<Created> created, List<Request> requests, List<Fault> faults, boolean cluster) {
    this.created = created;
    this.faults = List.copyOf(faults);
    this.excuses = new Excuses(faults, cluster);
    this.requests =
        requests.stream()
            .sorted(Comparator.comparing(Request::arrived))
            .collect(Collectors.groupingBy(Request::task, TreeMap::new, Collectors.toList()));
  }

  /** Acknowledged tasks that were neither delivered nor given up, as they should be. */
  static Set<Created> missing(
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
        .collect(Collectors.toSet());
  }

  /** Checks what the requests tell. */
  void check() {
    for (Created task : created) {
      List<Request> made = requests.getOrDefault(task.number(), List.of());
      notEarly(task, made);
      notUnexplained(task, made);
    }
    notTooManyAtATime();
    notTooFast("", _ -> true, HELD_BACK);
    notTooFast(" in quiet times", request -> !isHeldBack(request), JITTER);
  }

  private void notEarly(Created task, List<Request> made) {
    if (!made.isEmpty()
        && made.getFirst().arrived().isBefore(task.due().minusMillis(1))
        && task.kind() == TaskKind.DELAYED) {
      Instant arrived = made.getFirst().arrived();
      broken(Violation.Promise.EARLY, arrived, "early: " + task + ", arrived " + arrived);
    }
    for (int i = 1; i < made.size(); i++) {
      Request before = made.get(i - 1);
      Request next = made.get(i);
      if (next.arrived().isBefore(before.nextAttempt())
          && !excuses.mayBeCutOff(before)
          && !excuses.mayComeLate(next)) {
        broken(
            Violation.Promise.EARLY,
            next.arrived(),
            "retried early: " + task + ": " + next + " after " + before);
      }
    }
  }

  /** More requests than attempts are allowed only for attempts that a fault has cut off. */
  private void notUnexplained(Created task, List<Request> made) {
    int extra = made.size() - task.kind().attempts();
    if (extra <= 0) {
      return;
    }
    repeated += extra;
    List<Fault> causes = new ArrayList<>();
    made.subList(0, made.size() - 1).forEach(each -> excuses.of(each).ifPresent(causes::add));
    Request last = made.getLast();
    if (excuses.mayComeLate(last)) {
      excuses.of(last).ifPresent(causes::add);
    }
    causes.stream().limit(extra).forEach(fault -> repeatedBy.merge(fault, 1, Integer::sum));
    if (causes.size() < extra) {
      broken(
          Violation.Promise.REPEATED,
          last.arrived(),
          "repeated without a fault: " + task + ": " + made);
    }
  }

  /** Requests that a fault has cut off may still run at the target beside those made for them. */
  private void notTooManyAtATime() {
    record Change(Instant at, int by) {}
    List<Change> changes = new ArrayList<>();
    all(TaskKind.SLOW).stream()
        .filter(each -> !excuses.mayBeCutOff(each))
        .forEach(each -> {
          changes.add(new Change(each.arrived(), 1));
          changes.add(new Change(each.answered(), -1));
        });
    changes.sort(Comparator.comparing(Change::at).thenComparingInt(Change::by));
    int open = 0;
    for (Change change : changes) {
      open += change.by();
      if (open > TaskKind.CONCURRENT_SLOW) {
        broken(
            Violation.Promise.OVER,
            change.at(),
            "over: " + open + " of " + TaskKind.CONCURRENT_SLOW + " open at " + change.at());
        return;
      }
    }
  }

  private void notTooFast(String when, Predicate<Request> counted, int slack) {
    List<Long> times =
        all(TaskKind.LIMITED).stream()
            .filter(counted)
            .map(request -> Tokens.micros(request.arrived()))
            .sorted()
            .toList();
    double over = Tokens.overdrawn(times, TaskKind.LIMITED_PER_SECOND, TaskKind.LIMITED_BURST);
    if (over > slack) {
      broken(
          Violation.Promise.OVER,
          Tokens.instant(times.getLast()),
          "over: target of queue limited saw " + over + " requests too many" + when);
    }
  }

  private boolean isHeldBack(Request request) {
    return faults.stream()
        .filter(fault -> fault.role() == Role.WORKER || fault.role() == Role.KAFKA)
        .anyMatch(fault ->
            !request.arrived().isBefore(fault.begin())
                && request.arrived().isBefore(fault.end().plus(CATCHING_UP)));
  }

  private List<Request> all(TaskKind kind) {
    return requests.values().stream()
        .flatMap(List::stream)
        .filter(request -> request.kind() == kind)
        .toList();
  }

  /** Tasks of which a fault may have cut off an attempt, however often they were sent. */
  Set<Integer> cutOff() {
    return requests.values().stream()
        .flatMap(List::stream)
        .filter(excuses::mayBeCutOff)
        .map(Request::task)
        .collect(Collectors.toSet());
  }

  /** Notes something that was found elsewhere. */
  void broken(Violation.Promise promise, Instant at, String what) {
    violations.add(new Violation(promise, at, what));
  }

  List<Violation> violations() {
    return List.copyOf(violations);
  }

  /** Violations, in words. */
  List<String> broken() {
    return violations.stream().map(Violation::what).toList();
  }

  /** Requests beyond those that were needed. */
  int repeated() {
    return repeated;
  }

  /** Requests beyond those that were needed, which a fault explains. */
  int repeatedBy(Fault fault) {
    return Optional.ofNullable(repeatedBy.get(fault)).orElse(0);
  }
}
