package dev.sluice.standalone.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The settings of one process, each from the place that wins: all of them known and valid. */
public final class Settings {

  /**
   * A value and where it comes from.
   *
   * @param text as it was written
   * @param from for people: an option, a variable or a file
   */
  record Given(String text, String from) {}

  /**
   * One line of {@code sluice config}.
   *
   * @param key name of the setting
   * @param value what holds
   * @param from where it comes from; "default" if it was not set
   * @param defaultValue what holds unless it is set
   * @param unit of the value
   * @param variable its environment variable
   * @param meaning one line for people
   */
  public record Line(
      String key,
      String value,
      String from,
      String defaultValue,
      String unit,
      String variable,
      String meaning) {}

  private final Map<String, Given> given;

  private Settings(Map<String, Given> given) {
    this.given = given;
  }

  /**
   * Checks everything that was given.
   *
   * @throws ConfigException if a key is unknown or a value is not one
   */
  static Settings of(Map<String, Given> given) {
    Settings settings = new Settings(new LinkedHashMap<>(given));
    given.forEach(Settings::requireKnown);
    Keys.ALL.forEach(settings::get);
    return settings;
  }

  private static void requireKnown(String name, Given value) {
    if (Keys.named(name).isPresent() || isPassThrough(name)) {
      return;
    }
    List<String> names = new ArrayList<>();
    Keys.ALL.forEach(key -> names.add(key.name()));
    PassThrough.ALL.forEach(passThrough -> names.add(passThrough.prefix() + "*"));
    throw new ConfigException(
        name
            + ": unknown key from "
            + value.from()
            + " (expected: a key of \"sluice config\"; nearest: "
            + Nearest.to(name, names).orElseThrow()
            + ")");
  }

  private static boolean isPassThrough(String name) {
    return PassThrough.ALL.stream()
        .anyMatch(passThrough ->
            name.startsWith(passThrough.prefix()) && name.length() > passThrough.prefix().length());
  }

  /** The value that holds. */
  public <T> T get(Key<T> key) {
    @Nullable Given value = given.get(key.name());
    return value == null ? key.defaultValue() : key.parse(value.text(), value.from());
  }

  /** These settings, where a key that nobody gave has a value that is known from elsewhere. */
  public <T> Settings orKept(Key<T> key, Optional<String> kept, String from) {
    if (kept.isEmpty() || given.containsKey(key.name())) {
      return this;
    }
    Map<String, Given> all = new LinkedHashMap<>(given);
    all.put(key.name(), new Given(kept.get(), from));
    return of(all);
  }

  /** What is passed on under a prefix, without the prefix. */
  public Map<String, String> passThrough(PassThrough passThrough) {
    Map<String, String> passed = new LinkedHashMap<>();
    given.forEach((name, value) -> {
      if (name.startsWith(passThrough.prefix())) {
        passed.put(name.substring(passThrough.prefix().length()), value.text());
      }
    });
    return passed;
  }

  /** Every key with what holds, and what is passed on. */
  public List<Line> lines() {
    List<Line> lines = new ArrayList<>();
    Keys.ALL.forEach(key -> lines.add(line(key)));
    PassThrough.ALL.forEach(passThrough -> lines.addAll(lines(passThrough)));
    return lines;
  }

  private <T> Line line(Key<T> key) {
    @Nullable Given value = given.get(key.name());
    return new Line(
        key.name(),
        value == null ? key.print(get(key)) : shown(key.name(), key.print(get(key))),
        value == null ? "default" : value.from(),
        key.print(key.defaultValue()),
        key.kind().unit(),
        key.variable(),
        key.meaning());
  }

  private List<Line> lines(PassThrough passThrough) {
    List<Line> lines = new ArrayList<>();
    String meaning = "goes to " + passThrough.meaning();
    lines.add(new Line(passThrough.prefix() + "*", "", "", "", "", "", meaning));
    given.forEach((name, value) -> {
      if (name.startsWith(passThrough.prefix())) {
        lines.add(new Line(name, shown(name, value.text()), value.from(), "", "", "", meaning));
      }
    });
    return lines;
  }

  private static String shown(String name, String value) {
    boolean secret =
        name.matches(".*(password|secret|jaas|credential|token|keystore\\.key|user\\.info).*");
    return secret ? "(hidden)" : value;
  }
}
