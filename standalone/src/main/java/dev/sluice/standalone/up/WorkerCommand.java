package dev.sluice.standalone.up;

import dev.sluice.delivery.WorkerRole;
import dev.sluice.standalone.config.Keys;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.data.DataFolder;
import dev.sluice.standalone.permission.KafkaRole;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice worker}. */
@Command(
    name = "worker",
    description = "run a worker against a Kafka; several share the lanes",
    footer = {
      "",
      "Waits for the topics, which the first scheduler makes. Give each its own --data folder.",
      "More workers than lanes are of no use: see sluice.partitions and sluice.lanes."
    })
public final class WorkerCommand implements Callable<Integer> {

  @Mixin private final RoleOptions options = new RoleOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Settings given = options.load();
    DataFolder folder = DataFolder.open(given.get(Keys.DATA), ProcessHandle.current().pid());
    Settings settings = Installation.complete(given, KafkaRole.WORKER);
    RoleProcess process = new RoleProcess(settings);
    RoleSettings roles =
        process.roles(folder.instanceId(() -> UUID.randomUUID().toString()), folder.part("state"));
    return process.run(
        parts -> start(process, roles, settings, parts),
        Objects.requireNonNull(spec).commandLine().getOut());
  }

  private static RoleProcess.Started start(
      RoleProcess process, RoleSettings roles, Settings settings, Parts parts) {
    WorkerRole worker = Sluice.worker(roles, roles.worker(Issuer.of(settings)));
    Watch watch = new Watch(worker::isReady, worker::failure, () -> "worker=false");
    HealthServer health;
    try {
      health = process.health(watch, parts);
    } catch (RuntimeException e) {
      worker.close(Duration.ZERO);
      throw e;
    }
    parts.add("worker", limit -> worker.close(settings.get(Keys.GRACE)));
    return new RoleProcess.Started(watch, "Sluice worker is ready, health on " + health.url());
  }
}
