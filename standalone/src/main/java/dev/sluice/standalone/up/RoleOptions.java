package dev.sluice.standalone.up;

import dev.sluice.standalone.config.Keys;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.config.SettingsLoader;
import dev.sluice.standalone.error.UserErrorException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command that runs one role against a real Kafka. */
final class RoleOptions {

  @Option(names = "--config", paramLabel = "FILE", description = "settings: see sluice config")
  private @Nullable Path config;

  @Option(
      names = "--bootstrap-servers",
      paramLabel = "HOST:PORT",
      description = "the Kafka to use, unless the settings say")
  private @Nullable String bootstrapServers;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "folder of what this process keeps, its own (default: .sluice)")
  private @Nullable String data;

  /**
   * The settings.
   *
   * @throws UserErrorException if one is wrong, or no Kafka is named
   */
  Settings load() {
    return load(loader -> {});
  }

  /**
   * The settings, with further options of a command.
   *
   * @throws UserErrorException if one is wrong, or no Kafka is named
   */
  Settings load(Consumer<SettingsLoader> further) {
    SettingsLoader loader = new SettingsLoader();
    if (config != null) {
      loader.file(config);
    }
    loader.environment(System.getenv());
    if (bootstrapServers != null) {
      loader.option(Keys.BOOTSTRAP_SERVERS, "--bootstrap-servers", bootstrapServers);
    }
    if (data != null) {
      loader.option(Keys.DATA, "--data", data);
    }
    further.accept(loader);
    Settings settings = loader.load();
    if (settings.get(Keys.BOOTSTRAP_SERVERS).isEmpty()) {
      throw new UserErrorException(
          Keys.BOOTSTRAP_SERVERS.name()
              + ": not set (expected: HOST:PORT of the Kafka that all roles share, in --config or"
              + " with --bootstrap-servers; \"sluice up\" brings one of its own)");
    }
    return settings;
  }
}
