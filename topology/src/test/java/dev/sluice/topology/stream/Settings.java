package dev.sluice.topology.stream;

import dev.sluice.schemas.Limits;
import dev.sluice.schemas.TopicNames;
import dev.sluice.schemas.registry.TaskSchemas;
import dev.sluice.topology.MicroClock;
import dev.sluice.topology.SchedulerSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Settings for tests. */
final class Settings {

  static final Limits SMALL = new Limits(64 << 10, Duration.ofDays(3650), 100_000, 100_000);

  private Settings() {}

  static SchedulerSettings of(int partitions, Path stateDir, MicroClock clock) {
    return of(partitions, stateDir, clock, SchedulerSettings.Room.UNLIMITED, TaskSchemas.NONE);
  }

  static SchedulerSettings of(
      int partitions,
      Path stateDir,
      MicroClock clock,
      SchedulerSettings.Room room,
      TaskSchemas schemas) {
    return new SchedulerSettings(
        new SchedulerSettings.Cluster(
            "127.0.0.1:1", TopicNames.DEFAULT, partitions, 1, (short) 1, SMALL),
        new SchedulerSettings.Member("sluice-scheduler", stateDir, Optional.empty()),
        new SchedulerSettings.Query("127.0.0.1", 0),
        SchedulerSettings.Tuning.DEFAULT,
        room,
        SchedulerSettings.ExtraProperties.NONE,
        schemas,
        clock,
        new SimpleMeterRegistry());
  }
}
