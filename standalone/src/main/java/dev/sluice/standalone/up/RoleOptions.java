package dev.sluice.standalone.up;

import dev.sluice.standalone.config.Keys;
import dev.sluice.standalone.config.Settings;
import dev.sluice.standalone.config.SettingsLoader;
import dev.sluice.standalone.config.SettingsOptions;
import dev.sluice.standalone.error.UserErrorException;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;

/** Options of every command that runs one role against a real Kafka. */
final class RoleOptions {

  @Mixin private SettingsOptions options = new SettingsOptions();

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
    SettingsLoader loader = options.loader();
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
