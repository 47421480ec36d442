package dev.sluice.standalone.up;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A signal that comes before there is anything to stop: while settings are read, or a folder is
 * opened. It means success as well, which Java would make 143.
 */
public final class EarlySignal {

  private static final AtomicBoolean over = new AtomicBoolean();

  private EarlySignal() {}

  /** Takes over what SIGTERM and SIGINT do, until a {@link Lifetime} does or it is over. */
  public static void await() {
    Runtime.getRuntime().addShutdownHook(new Thread(EarlySignal::end, "early stop"));
  }

  /** From here on the end of the process is somebody else's. */
  public static void over() {
    over.set(true);
  }

  private static void end() {
    if (!over.get()) {
      Runtime.getRuntime().halt(0);
    }
  }
}
