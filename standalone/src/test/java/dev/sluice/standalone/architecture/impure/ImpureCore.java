package dev.sluice.standalone.architecture.impure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Breaks every rule that a core has. */
final class ImpureCore {

  private static final Logger LOG = LoggerFactory.getLogger(ImpureCore.class);

  private final Clock clock;

  ImpureCore(Clock clock) {
    this.clock = clock;
  }

  double decide() {
    LOG.debug("deciding at {}", clock);
    return System.nanoTime() * Math.random();
  }

  boolean outside() {
    return Files.exists(Path.of("outside"));
  }
}
