package dev.sluice.standalone.config;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * One setting.
 *
 * @param name {@code sluice.*}
 * @param kind how it is written
 * @param defaultValue what holds unless it is set
 * @param meaning one line for people
 */
public record Key<T>(String name, Kind<T> kind, T defaultValue, String meaning) {

  private static final String PREFIX = "sluice.";

  /** The setting of a name without the prefix that all have. */
  static <T> Key<T> of(String name, Kind<T> kind, T defaultValue, String meaning) {
    return new Key<>(PREFIX + name, kind, defaultValue, meaning);
  }

  /** The setting of a file that there need not be. */
  static Key<Optional<Path>> file(String name, String meaning) {
    return of(name, Kind.FILE, Optional.empty(), meaning);
  }

  /** The environment variable of the same setting. */
  public String variable() {
    return name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }

  /**
   * Reads a value.
   *
   * @param from where it stands, for the message
   * @throws ConfigException if it is not one
   */
  T parse(String text, String from) {
    try {
      return kind.parse().apply(text);
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          name + ": " + shown(text) + " from " + from + " (expected: " + kind.expected() + ")");
    }
  }

  /** User info of a URL is a secret, wherever it is written. */
  private static String shown(String text) {
    int scheme = text.indexOf("//");
    return scheme >= 0 && text.indexOf('@', scheme) >= 0
        ? "user info in a URL, not shown here,"
        : "\"" + text + "\"";
  }

  String print(T value) {
    return kind.print().apply(value);
  }
}
