package dev.sluice.standalone.up;

import dev.sluice.standalone.config.Keys;
import dev.sluice.standalone.config.Settings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.PrintWriter;
import java.nio.file.Path;

/** The life of a process that runs one role: start, tell when it is ready, watch, stop. */
final class RoleProcess {

  private final Settings settings;
  private final PrometheusMeterRegistry meters =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  RoleProcess(Settings settings) {
    this.settings = settings;
  }

  /**
   * A role that has been started.
   *
   * @param watch to see how it goes on
   * @param first what is done once it can serve, before that is told
   * @param ready the line to print when it can serve
   */
  record Started(Watch watch, Runnable first, String ready) {

    /** With nothing to be done first. */
    Started(Watch watch, String ready) {
      this(watch, () -> {}, ready);
    }
  }

  /** Starts a role and puts what is to be stopped into the parts. */
  interface Start {
    Started start(Parts parts) throws InterruptedException;
  }

  /**
   * What the roles are started with.
   *
   * @param instance name of this process within its groups
   * @param stateDir folder of the scheduler's local state
   */
  RoleSettings roles(String instance, Path stateDir) {
    return new RoleSettings(
        settings, settings.get(Keys.BOOTSTRAP_SERVERS), instance, stateDir, meters);
  }

  /** Serves health and metrics beside the role. */
  HealthServer health(Watch watch, Parts parts) {
    HealthServer health = HealthServer.start(settings, watch.ready(), meters);
    parts.add("health", limit -> health.close());
    return health;
  }

  /** Runs until a signal ends it or the role stops for good. */
  int run(Start start, PrintWriter out) throws InterruptedException {
    Lifetime lifetime = Lifetime.begin(settings.get(Keys.GRACE));
    try {
      Started started = start.start(lifetime.parts());
      started.watch().awaitReady();
      started.first().run();
      out.println(started.ready());
      out.flush();
      started.watch().watch();
      return 0;
    } catch (RuntimeException | Error e) {
      if (lifetime.isEnding()) {
        // Half-started parts are expected to fail while the others are being stopped.
        lifetime.awaitEnd();
      }
      lifetime.fail();
      throw e;
    }
  }
}
