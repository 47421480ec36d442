package dev.sluice.bench.faults;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What each kind of fault did. */
final class Matrix {

  /** So long after a fault a gap is still its doing, unless the next one begins before. */
  private static final Duration AFTER = Duration.ofSeconds(20);

  private final List<Fault> faults;
  private final Promises promises;
  private final Map<String, List<Instant>> arrivals;
  private final Instant loadEnded;

  /**
   * Prepares a table.
   *
   * @param loadEnded when no more was created
   */
  Matrix(List<Fault> faults, Promises promises, List<Request> requests, Instant loadEnded) {
    this.faults = faults.stream().sorted(Comparator.comparing(Fault::begin)).toList();
    this.promises = promises;
    this.loadEnded = loadEnded;
    this.arrivals =
        requests.stream()
            .filter(request -> TaskKind.PLAIN_QUEUES.contains(queue(request)))
            .collect(
                Collectors.groupingBy(
                    Matrix::queue,
                    Collectors.mapping(
                        Request::arrived,
                        Collectors.collectingAndThen(
                            Collectors.toList(), all -> all.stream().sorted().toList()))));
  }

  private static String queue(Request request) {
    return request.kind().queue(request.task());
  }

  /** The table, in Markdown. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("| Fault | Count | Lost | Repeats | Early | Over | Median gap, s | Longest gap, s |");
    lines.add("|---|---|---|---|---|---|---|---|");
    faults.stream()
        .collect(Collectors.groupingBy(Fault::title, TreeMap::new, Collectors.toList()))
        .forEach((title, some) -> lines.add(line(title, some)));
    return lines;
  }

  private String line(String title, List<Fault> some) {
    List<Duration> gaps = some.stream().map(this::gap).sorted().toList();
    return "| %s | %d | %d | %d | %d | %d | %.1f | %.1f |"
        .formatted(
            title,
            some.size(),
            count(some, Violation.Promise.LOST),
            some.stream().mapToInt(promises::repeatedBy).sum()
                + count(some, Violation.Promise.REPEATED),
            count(some, Violation.Promise.EARLY),
            count(some, Violation.Promise.OVER),
            seconds(gaps.get(gaps.size() / 2)),
            seconds(gaps.getLast()));
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }

  /** Violations at a time when a fault of these was the last that had begun. */
  private int count(List<Fault> some, Violation.Promise promise) {
    return (int)
        promises.violations().stream()
            .filter(each -> each.promise() == promise)
            .filter(each -> last(each.at()).filter(some::contains).isPresent())
            .count();
  }

  private Optional<Fault> last(Instant time) {
    return faults.stream().filter(each -> !each.begin().isAfter(time)).reduce((_, next) -> next);
  }

  /** The longest time without an arrival on the partition that had the longest. */
  Duration gap(Fault fault) {
    Instant end =
        faults.stream()
            .map(Fault::begin)
            .filter(begin -> begin.isAfter(fault.begin()))
            .findFirst()
            .orElse(loadEnded);
    Instant until = min(min(end, fault.end().plus(AFTER)), loadEnded);
    return TaskKind.PLAIN_QUEUES.stream()
        .map(queue -> gap(arrivals.getOrDefault(queue, List.of()), fault.begin(), until))
        .max(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }

  private static Duration gap(List<Instant> arrivals, Instant from, Instant until) {
    Duration longest = Duration.ZERO;
    Instant last = from;
    for (Instant arrival : arrivals) {
      if (arrival.isBefore(from)) {
        continue;
      }
      Instant end = min(arrival, until);
      Duration gap = Duration.between(last, end);
      longest = gap.compareTo(longest) > 0 ? gap : longest;
      last = end;
      if (!arrival.isBefore(until)) {
        return longest;
      }
    }
    Duration rest = Duration.between(last, until);
    return rest.compareTo(longest) > 0 ? rest : longest;
  }

  private static Instant min(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
