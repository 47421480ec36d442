package dev.sluice.bench.faults;

import java.util.Locale;

/** What a process of an installation is for. */
public enum Role {
  KAFKA,
  SCHEDULER,
  WORKER,
  API;

  /** As on the command line and in file names. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
