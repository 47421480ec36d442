package dev.sluice.topology.core;

/**
 * What of a task's request the scheduler goes by.
 *
 * @param appEngine whether it goes to an App Engine app, which counts and throttles otherwise
 * @param retry retry limits of its own
 */
public record Terms(boolean appEngine, RetryOverride retry) {

  /** An HTTP task that its queue's limits hold for. */
  public static final Terms PLAIN = new Terms(false, RetryOverride.NONE);

  private static final int APP_ENGINE = 1 << 6;
  private static final int RETRY = 1 << 7;

  /** Marks for a byte of flags whose six lower bits are another's; without terms there are none. */
  int flags() {
    return (appEngine ? APP_ENGINE : 0) | (retry.isNone() ? 0 : RETRY);
  }

  /** Writes what the flags do not say. */
  void write(ByteWriter out) {
    if (!retry.isNone()) {
      retry.write(out);
    }
  }

  static Terms read(int flags, ByteReader in) {
    RetryOverride retry = (flags & RETRY) == 0 ? RetryOverride.NONE : RetryOverride.read(in);
    return flags < APP_ENGINE ? PLAIN : new Terms((flags & APP_ENGINE) != 0, retry);
  }
}
