package dev.sluice.bench.drills;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Compares the tasks that were wanted with the requests that came for them. */
final class Census {

  private final List<Wanted> wanted;
  private final Map<Integer, List<Visit>> visits;

  Census(List<Wanted> wanted, List<Visit> visits) {
    this.wanted = wanted;
    this.visits =
        visits.stream()
            .sorted(Comparator.comparingLong(Visit::arrivedNanos))
            .collect(Collectors.groupingBy(Visit::task, TreeMap::new, Collectors.toList()));
  }

  /** The same of some queues only. */
  Census of(Predicate<String> queues) {
    return new Census(
        wanted.stream().filter(each -> queues.test(each.queue())).toList(),
        visits.values().stream()
            .flatMap(List::stream)
            .filter(each -> queues.test(each.queue()))
            .toList());
  }

  List<Wanted> wanted() {
    return wanted;
  }

  /** Requests for a task, in the order in which they came. */
  List<Visit> visits(int task) {
    return visits.getOrDefault(task, List.of());
  }

  /** All requests. */
  List<Visit> visits() {
    return visits.values().stream().flatMap(List::stream).toList();
  }

  /** Acknowledged tasks that the target has not answered with success. */
  List<Wanted> undelivered() {
    return wanted.stream()
        .filter(Wanted::acknowledged)
        .filter(each -> visits(each.number()).stream().noneMatch(Visit::succeeded))
        .toList();
  }

  /** Refused tasks that came nevertheless. */
  List<Wanted> refusedButDelivered() {
    return wanted.stream()
        .filter(each -> each.answer() == Wanted.Answer.REFUSED)
        .filter(each -> !visits(each.number()).isEmpty())
        .toList();
  }

  /** Requests beyond the first that did not follow an answer that asked for another attempt. */
  List<Visit> repeats() {
    List<Visit> repeats = new ArrayList<>();
    for (List<Visit> each : visits.values()) {
      for (int i = 1; i < each.size(); i++) {
        Visit before = each.get(i - 1);
        if (!before.failed() || before.answeredNanos() > each.get(i).arrivedNanos()) {
          repeats.add(each.get(i));
        }
      }
    }
    return repeats;
  }

  /** Tasks of requests that were open at a time, or answered less than a while before it. */
  Set<Integer> openAt(long nanos, long shortlyNanos) {
    return visits.values().stream()
        .flatMap(List::stream)
        .filter(each -> each.arrivedNanos() <= nanos && each.answeredNanos() > nanos - shortlyNanos)
        .map(Visit::task)
        .collect(Collectors.toSet());
  }

  /** The most acknowledged tasks that were waiting or running at once, as clients could see it. */
  int mostPending() {
    record Change(long nanos, int by) {}
    List<Change> changes = new ArrayList<>();
    for (Wanted each : wanted) {
      if (each.acknowledged()) {
        changes.add(new Change(each.answeredNanos(), 1));
        visits(each.number()).stream()
            .filter(Visit::succeeded)
            .findFirst()
            .ifPresent(done ->
                // It may be done before its creator has the acknowledgement.
                changes.add(new Change(Math.max(done.answeredNanos(), each.answeredNanos()), -1)));
      }
    }
    changes.sort(Comparator.comparingLong(Change::nanos).thenComparingInt(Change::by));
    int now = 0;
    int most = 0;
    for (Change change : changes) {
      now += change.by();
      most = Math.max(most, now);
    }
    return most;
  }
}
