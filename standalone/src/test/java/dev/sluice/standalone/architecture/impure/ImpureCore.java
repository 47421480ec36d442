package dev.sluice.standalone.architecture.impure;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
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

  InputStream outside() {
    return new ByteArrayInputStream(new byte[0]);
  }
}
