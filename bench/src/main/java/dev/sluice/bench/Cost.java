package dev.sluice.bench;

import java.time.Duration;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** CPU time of each process, and what Sluice allocates, between two moments. */
final class Cost {

  private final Map<String, ProcessFigures> processes;
  private final JvmFigures jvm;
  private final Map<String, Duration> cpuBefore = new LinkedHashMap<>();
  private final Map<Long, JvmFigures.ThreadTime> threadsBefore;
  private final long allocatedBefore;
  private final long compilationMillisBefore;

  private Cost(Map<String, ProcessFigures> processes, JvmFigures jvm) {
    this.processes = processes;
    this.jvm = jvm;
    this.threadsBefore = jvm.threadTimes();
    this.allocatedBefore = jvm.allocatedBytes();
    this.compilationMillisBefore = jvm.compilationMillis();
    processes.forEach((name, process) -> cpuBefore.put(name, process.cpu()));
  }

  /** Begins to count. */
  static Cost begin(Map<String, ProcessFigures> processes, JvmFigures jvm) {
    return new Cost(processes, jvm);
  }

  /**
   * Returns CPU seconds per 1000 tasks by process and, of Sluice, by role, how many of them are its
   * JIT compilers', and kilobytes allocated per task.
   */
  Map<String, Double> per(int tasks) {
    Map<String, Double> costs = new LinkedHashMap<>();
    processes.forEach((name, process) -> {
      Duration used = process.cpu().minus(cpuBefore.getOrDefault(name, Duration.ZERO));
      costs.put("cpu_s_per_1000_" + name, used.toNanos() / 1e6 / tasks);
    });
    costs.putAll(byRole(tasks, costs.getOrDefault("cpu_s_per_1000_sluice", 0.0)));
    double compilationMillis = jvm.compilationMillis() - compilationMillisBefore;
    costs.put("jit_s_per_1000_sluice", compilationMillis / tasks);
    costs.put("allocated_kb_per_task", (jvm.allocatedBytes() - allocatedBefore) / 1e3 / tasks);
    return costs;
  }

  /** What no thread of Java code has used is the JVM's, as far as can be told. */
  private Map<String, Double> byRole(int tasks, double all) {
    Map<ThreadRole, Double> used = new EnumMap<>(ThreadRole.class);
    jvm.threadTimes()
        .forEach((id, now) -> {
          JvmFigures.ThreadTime before = threadsBefore.get(id);
          long nanos = now.cpuNanos() - (before == null ? 0 : before.cpuNanos());
          used.merge(ThreadRole.of(now.name()), nanos / 1e6 / tasks, Double::sum);
        });
    used.remove(ThreadRole.JVM);
    double others = used.values().stream().mapToDouble(Double::doubleValue).sum();
    used.put(ThreadRole.JVM, Math.max(0, all - others));
    Map<String, Double> costs = new LinkedHashMap<>();
    used.forEach((role, seconds) -> costs.put(role.figure(), seconds));
    return costs;
  }
}
