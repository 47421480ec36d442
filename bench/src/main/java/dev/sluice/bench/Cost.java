package dev.sluice.bench;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** CPU time of each process, and what Sluice allocates, between two moments. */
final class Cost {

  private final Map<String, ProcessFigures> processes;
  private final JvmFigures jvm;
  private final Map<String, Duration> cpuBefore = new LinkedHashMap<>();
  private final long allocatedBefore;
  private final long compilationMillisBefore;

  private Cost(Map<String, ProcessFigures> processes, JvmFigures jvm) {
    this.processes = processes;
    this.jvm = jvm;
    this.allocatedBefore = jvm.allocatedBytes();
    this.compilationMillisBefore = jvm.compilationMillis();
    processes.forEach((name, process) -> cpuBefore.put(name, process.cpu()));
  }

  /** Begins to count. */
  static Cost begin(Map<String, ProcessFigures> processes, JvmFigures jvm) {
    return new Cost(processes, jvm);
  }

  /**
   * Returns CPU seconds per 1000 tasks by process, how many of Sluice's are its JIT compilers', and
   * kilobytes allocated per task.
   */
  Map<String, Double> per(int tasks) {
    Map<String, Double> costs = new LinkedHashMap<>();
    processes.forEach((name, process) -> {
      Duration used = process.cpu().minus(cpuBefore.getOrDefault(name, Duration.ZERO));
      costs.put("cpu_s_per_1000_" + name, used.toNanos() / 1e6 / tasks);
    });
    double compilationMillis = jvm.compilationMillis() - compilationMillisBefore;
    costs.put("jit_s_per_1000_sluice", compilationMillis / tasks);
    costs.put("allocated_kb_per_task", (jvm.allocatedBytes() - allocatedBefore) / 1e3 / tasks);
    return costs;
  }
}
