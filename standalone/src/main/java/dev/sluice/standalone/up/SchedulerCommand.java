package dev.sluice.standalone.up;

import dev.sluice.standalone.config.Keys;
import dev.sluice.standalone.config.SchedulerKeys;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.data.DataFolder;
import dev.sluice.standalone.error.UserErrorException;
import dev.sluice.standalone.permission.KafkaRole;
import dev.sluice.standalone.permission.RequiredAccess;
import dev.sluice.topology.SchedulerRole;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice scheduler}. */
@Command(
    name = "scheduler",
    description = "run a scheduler against a Kafka; several share the partitions",
    footer = {"", "The first one makes the topics. Give each its own --data folder."})
public final class SchedulerCommand implements Callable<Integer> {

  @Mixin private final RoleOptions options = new RoleOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = options.load();
    requireSecret(settings);
    DataFolder folder = DataFolder.open(settings.get(Keys.DATA), ProcessHandle.current().pid());
    RequiredAccess.check(settings, KafkaRole.SCHEDULER);
    KnownCluster.check(folder, settings);
    RoleProcess process = new RoleProcess(settings);
    RoleSettings roles =
        process.roles(folder.instanceId(() -> UUID.randomUUID().toString()), folder.part("state"));
    return process.run(
        parts -> start(process, roles, parts), Objects.requireNonNull(spec).commandLine().getOut());
  }

  /**
   * Checks that the query service is open to this machine only, or asks for a secret: everything
   * that tasks contain can be read there.
   *
   * @throws UserErrorException if others could read it
   */
  static void requireSecret(Settings settings) {
    String bind = settings.get(SchedulerKeys.QUERY_BIND);
    try {
      if (InetAddress.getByName(bind).isLoopbackAddress()
          || !settings.get(Keys.QUERY_SECRET).isEmpty()) {
        return;
      }
    } catch (UnknownHostException e) {
      throw new UserErrorException(
          SchedulerKeys.QUERY_BIND.name()
              + ": "
              + bind
              + " (expected: an address of this machine)");
    }
    throw new UserErrorException(
        SchedulerKeys.QUERY_BIND.name()
            + ": "
            + bind
            + " would let others read all tasks (expected: a loopback address, or "
            + Keys.QUERY_SECRET.name()
            + " as well)");
  }

  private static RoleProcess.Started start(RoleProcess process, RoleSettings roles, Parts parts) {
    SchedulerRole scheduler = Sluice.scheduler(roles);
    Watch watch = new Watch(scheduler::isReady, scheduler::failure, () -> "scheduler=false");
    HealthServer health;
    try {
      health = process.health(watch, parts);
    } catch (RuntimeException e) {
      scheduler.close(Sluice.SCHEDULER_PATIENCE);
      throw e;
    }
    // Added last, so that it is stopped first: health tells of it until the end.
    parts.add("scheduler", limit -> scheduler.close(Sluice.SCHEDULER_PATIENCE));
    return new RoleProcess.Started(
        watch,
        "Sluice scheduler is ready, queries on "
            + scheduler.queryAddress()
            + ", health on "
            + health.url());
  }
}
