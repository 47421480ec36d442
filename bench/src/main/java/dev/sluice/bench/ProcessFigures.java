package dev.sluice.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** CPU time and memory of a process, from Linux's /proc. */
public final class ProcessFigures {

  private static final Pattern RSS = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final Pattern PEAK_RSS = Pattern.compile("VmHWM:\\s+(\\d+) kB");

  private final ProcessHandle process;

  /** Of a process that runs. */
  public ProcessFigures(ProcessHandle process) {
    this.process = process;
  }

  /** CPU time used so far by all threads. */
  public Duration cpu() {
    return process
        .info()
        .totalCpuDuration()
        .orElseThrow(() -> new IllegalStateException("process " + process.pid() + " has ended"));
  }

  /** Resident memory now, in MiB. */
  public long rssMib() {
    return statusKib(RSS) / 1024;
  }

  /** Largest resident memory so far, in MiB. */
  public long peakRssMib() {
    return statusKib(PEAK_RSS) / 1024;
  }

  private long statusKib(Pattern pattern) {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    try {
      Matcher matcher = pattern.matcher(Files.readString(status));
      if (!matcher.find()) {
        throw new IllegalStateException(status + " has no line like " + pattern);
      }
      return Long.parseLong(matcher.group(1));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
