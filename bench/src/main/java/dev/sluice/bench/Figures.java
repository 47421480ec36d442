package dev.sluice.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Named numbers of the runs of one scenario: each with its median and its spread. */
final class Figures {

  private final Map<String, List<Double>> runs = new LinkedHashMap<>();

  void add(String name, double value) {
    runs.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
  }

  void addAll(Map<String, Double> values) {
    values.forEach(this::add);
  }

  void addLatency(String prefix, org.HdrHistogram.Histogram micros) {
    add(prefix + "_p50_ms", micros.getValueAtPercentile(50) / 1e3);
    add(prefix + "_p99_ms", micros.getValueAtPercentile(99) / 1e3);
    add(prefix + "_max_ms", micros.getMaxValue() / 1e3);
  }

  void addFaults(Target.Counts counts) {
    add("duplicates", counts.duplicates());
    add("damaged", counts.wrong());
    add("early", counts.early());
  }

  double median(String name) {
    List<Double> sorted = values(name);
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  double least(String name) {
    return values(name).getFirst();
  }

  double most(String name) {
    return values(name).getLast();
  }

  private List<Double> values(String name) {
    return runs.getOrDefault(name, List.of()).stream().sorted().toList();
  }

  /** Returns every run's value of every figure. */
  Map<String, List<Double>> byName() {
    return runs;
  }

  /** Median and, of several runs, least and most. */
  String text(String name) {
    List<Double> sorted = values(name);
    String median = number(median(name));
    return sorted.size() == 1 || sorted.getFirst().equals(sorted.getLast())
        ? median
        : median + " (" + number(sorted.getFirst()) + " to " + number(sorted.getLast()) + ")";
  }

  private static String number(double value) {
    int digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 3;
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
