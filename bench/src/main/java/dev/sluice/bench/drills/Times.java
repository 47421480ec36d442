package dev.sluice.bench.drills;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/** How long things took, from what a census has. */
final class Times {

  private static final long LONGEST_MICROS = TimeUnit.HOURS.toMicros(10);

  private Times() {}

  /**
   * The longest time without an arrival.
   *
   * @param fromNanos counts as an arrival
   * @param toNanos counts as an arrival
   */
  static double longestGapSeconds(List<Visit> visits, long fromNanos, long toNanos) {
    return longestGap(visits, fromNanos, toNanos).seconds();
  }

  /** A time without an arrival, and when it ended. */
  record Gap(double seconds, long endNanos) {}

  private static Gap longestGap(List<Visit> visits, long fromNanos, long toNanos) {
    long last = fromNanos;
    long longest = 0;
    long end = fromNanos;
    for (long arrived :
        visits.stream()
            .mapToLong(Visit::arrivedNanos)
            .filter(nanos -> nanos >= fromNanos && nanos <= toNanos)
            .sorted()
            .toArray()) {
      if (arrived - last > longest) {
        longest = arrived - last;
        end = arrived;
      }
      last = arrived;
    }
    return toNanos - last > longest
        ? new Gap(seconds(toNanos - last), toNanos)
        : new Gap(seconds(longest), end);
  }

  /** The same for each queue alone: the longest of all. */
  static double longestGapOfAQueueSeconds(List<Visit> visits, long fromNanos, long toNanos) {
    return gaps(visits, fromNanos, toNanos).values().stream()
        .map(Gap::seconds)
        .max(Comparator.naturalOrder())
        .orElse(seconds(toNanos - fromNanos));
  }

  /** The longest gap of each queue. */
  static Map<String, Gap> gaps(List<Visit> visits, long fromNanos, long toNanos) {
    return visits.stream()
        .collect(
            Collectors.groupingBy(
                Visit::queue,
                TreeMap::new,
                Collectors.collectingAndThen(
                    Collectors.toList(), each -> longestGap(each, fromNanos, toNanos))));
  }

  /**
   * From the moment a task was to be created to its first request, of those that were to be created
   * in a time. One that has not come waits still.
   */
  static Histogram latencyMicros(Census census, long fromNanos, long toNanos, long nowNanos) {
    Histogram micros = new Histogram(LONGEST_MICROS, 3);
    for (Wanted wanted : census.wanted()) {
      if (wanted.plannedNanos() >= fromNanos && wanted.plannedNanos() < toNanos) {
        List<Visit> visits = census.visits(wanted.number());
        long arrived = visits.isEmpty() ? nowNanos : visits.getFirst().arrivedNanos();
        micros.recordValue(
            Math.clamp((arrived - wanted.plannedNanos()) / 1_000, 0, LONGEST_MICROS));
      }
    }
    return micros;
  }

  static double millis(Histogram micros, double percentile) {
    return micros.getValueAtPercentile(percentile) / 1e3;
  }

  static double seconds(long nanos) {
    return nanos / 1e9;
  }
}
