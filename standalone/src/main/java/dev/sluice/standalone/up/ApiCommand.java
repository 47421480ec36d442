package dev.sluice.standalone.up;

import dev.sluice.adminapi.ApiRole;
import dev.sluice.standalone.client.Rest;
import dev.sluice.standalone.config.ApiKeys;
import dev.sluice.standalone.config.Keys;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.config.SettingsLoader;
import dev.sluice.standalone.error.UserErrorException;
import dev.sluice.standalone.permission.KafkaRole;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

  @Option(
      names = "--queues",
      paramLabel = "FILE",
      description = "create or update the queues of a YAML or JSON file")
  private @Nullable Path queues;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Settings given = options.load(this::queues);
    Optional<QueueFile> file = given.get(ApiKeys.QUEUES_FILE).map(QueueFile::read);
    List<String> schedulers = given.get(ApiKeys.SCHEDULERS);
    if (schedulers.isEmpty()) {
      throw new UserErrorException(
          ApiKeys.SCHEDULERS.name()
              + ": not set (expected: HOST:PORT of the query service of one scheduler or more)");
    }
    Listen.check(given);
    Settings settings = Installation.complete(given, KafkaRole.API);
    RoleProcess process = new RoleProcess(settings);
    RoleSettings roles =
        process.roles(UUID.randomUUID().toString(), settings.get(Keys.DATA).resolve("state"));
    return process.run(
        parts -> start(roles, settings, file, parts),
        Objects.requireNonNull(spec).commandLine().getOut());
  }

  private void queues(SettingsLoader loader) {
    if (queues != null) {
      loader.option(ApiKeys.QUEUES_FILE, "--queues", queues.toString());
    }
  }

  private static RoleProcess.Started start(
      RoleSettings roles, Settings settings, Optional<QueueFile> file, Parts parts) {
    Issuer issuer = Issuer.of(settings);
    ApiRole api = Sluice.api(roles, settings.get(ApiKeys.SCHEDULERS), issuer);
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
    String url = Listen.apiUrl(settings, api.port());
    return new RoleProcess.Started(
        watch,
        () -> file.ifPresent(queues -> queues.apply(new Rest(url, Sluice.credentials(api)))),
        "Sluice api is ready on " + url);
  }
}
