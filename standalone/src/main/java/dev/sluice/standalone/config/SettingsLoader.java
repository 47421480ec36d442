package dev.sluice.standalone.config;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;

/** Gathers settings: the command line beats the environment, which beats the file. */
public final class SettingsLoader {

  private final Map<String, Settings.Given> given = new LinkedHashMap<>();

  /**
   * Adds what a file in the format of Java properties sets.
   *
   * @throws ConfigException if it cannot be read
   */
  public SettingsLoader file(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigException(
          file
              + ": cannot be read: "
              + e.getMessage()
              + " (expected: a file of sluice.* keys, as \"sluice config\" lists them)");
    }
    for (String name : new TreeSet<>(properties.stringPropertyNames())) {
      set(name, properties.getProperty(name).strip(), file.toString());
    }
    return this;
  }

  /** Adds what the environment sets. Variables that no key has are somebody else's. */
  public SettingsLoader environment(Map<String, String> environment) {
    for (Key<?> key : Keys.ALL) {
      Optional.ofNullable(environment.get(key.variable()))
          .ifPresent(value -> set(key.name(), value.strip(), key.variable()));
    }
    return this;
  }

  /**
   * Adds what the command line sets.
   *
   * @param option as it is written there, for messages
   */
  public SettingsLoader option(Key<?> key, String option, String value) {
    set(key.name(), value, option);
    return this;
  }

  /**
   * Adds what a caller sets.
   *
   * @param from where, for messages
   */
  public SettingsLoader setting(String name, String value, String from) {
    set(name, value, from);
    return this;
  }

  private void set(String name, String text, String from) {
    given.put(name, new Settings.Given(text, from));
  }

  /**
   * Checks everything.
   *
   * @throws ConfigException if a key is unknown or a value is not one
   */
  public Settings load() {
    return Settings.of(given);
  }
}
