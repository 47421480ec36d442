package dev.sluice.standalone.up;

import dev.sluice.adminapi.ApiRole;
import dev.sluice.standalone.config.Keys;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.error.UserErrorException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice api}. */
@Command(
    name = "api",
    description = "run an API server against a Kafka and its schedulers; any number will do",
    footer = {
      "",
      "Keeps nothing on disk. Waits for the topics, which the first scheduler makes.",
      "sluice.api.schedulers names at least one scheduler; it finds the others by itself."
    })
public final class ApiCommand implements Callable<Integer> {

  @Mixin private final RoleOptions options = new RoleOptions();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Settings given = options.load();
    List<String> schedulers = given.get(Keys.SCHEDULERS);
    if (schedulers.isEmpty()) {
      throw new UserErrorException(
          Keys.SCHEDULERS.name()
              + ": not set (expected: HOST:PORT of the query service of one scheduler or more)");
    }
    Listen.check(given);
    Settings settings = Installation.complete(given);
    RoleProcess process = new RoleProcess(settings);
    RoleSettings roles =
        process.roles(UUID.randomUUID().toString(), settings.get(Keys.DATA).resolve("state"));
    return process.run(
        parts -> start(roles, settings, schedulers, parts),
        Objects.requireNonNull(spec).commandLine().getOut());
  }

  private static RoleProcess.Started start(
      RoleSettings roles, Settings settings, List<String> schedulers, Parts parts) {
    Issuer issuer = Issuer.of(settings);
    ApiRole api = Sluice.api(roles, schedulers, issuer);
    issuer.listensOn(api.port());
    parts.add("api", limit -> api.close(Sluice.API_PATIENCE));
    int partitions = settings.get(Keys.PARTITIONS);
    Watch watch =
        new Watch(
            () -> api.isReady() && api.verdictStreams() == partitions,
            Optional::empty,
            () ->
                "api=%s verdict_streams=%d/%d"
                    .formatted(api.isReady(), api.verdictStreams(), partitions));
    return new RoleProcess.Started(
        watch, "Sluice api is ready on " + Listen.apiUrl(settings, api.port()));
  }
}
