package dev.sluice.standalone.up;

/**
 * A signal that comes before there is anything to stop: while settings are read, or a folder is
 * opened. It means success as well, which Java would make 143.
 */
public final class EarlySignal {

  private static final Thread HOOK = new Thread(() -> Runtime.getRuntime().halt(0), "early stop");

  private EarlySignal() {}

  /** Takes over what SIGTERM and SIGINT do, until a {@link Lifetime} does or it is over. */
  public static void await() {
    Runtime.getRuntime().addShutdownHook(HOOK);
  }

  /** From here on the end of the process is somebody else's, unless a signal has come before. */
  public static void over() {
    try {
      Runtime.getRuntime().removeShutdownHook(HOOK);
    } catch (IllegalStateException e) {
      // A signal has come, what was going on has failed of it, and the hook is about to run. It
      // must not learn of that from us: then nobody would make a success of the signal.
      return;
    }
  }
}
