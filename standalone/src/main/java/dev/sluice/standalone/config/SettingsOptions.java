package dev.sluice.standalone.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command that has settings and works with a Kafka of somebody else's. */
public final class SettingsOptions {

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
      description = "folder of what the process keeps, its own (default: .sluice)")
  private @Nullable String data;

  /** The settings' file, the environment, and what these options say, in this order. */
  public SettingsLoader loader() {
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
    return loader;
  }
}
