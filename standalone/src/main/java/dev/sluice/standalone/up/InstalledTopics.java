package dev.sluice.standalone.up;

import dev.sluice.standalone.config.Keys;
import dev.sluice.standalone.config.Settings;
import dev.sluice.topology.SchedulerSettings.Cluster;

/** What an installation's topics must be like, from its settings. */
public final class InstalledTopics {

  private InstalledTopics() {}

  /** The group of the schedulers, which their changelogs are named after. */
  public static String applicationId(Settings settings) {
    return settings.get(Keys.TOPIC_PREFIX) + "scheduler";
  }

  /** The cluster of these settings, with the sizes that tasks may have. */
  public static Cluster cluster(Settings settings) {
    return RoleSettings.schedulerCluster(settings, settings.get(Keys.BOOTSTRAP_SERVERS));
  }
}
