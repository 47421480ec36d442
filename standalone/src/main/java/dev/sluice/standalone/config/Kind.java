package dev.sluice.standalone.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * How a value is written, and what it may be.
 *
 * @param unit of the value, for people; empty if it has none
 * @param expected the rule, for messages: "expected: ..."
 * @param parse reads it; throws {@link IllegalArgumentException} if it is not one
 * @param print writes it as it would be read
 */
record Kind<T>(String unit, String expected, Function<String, T> parse, Function<T, String> print) {

  static final Kind<String> TEXT = new Kind<>("", "a text", Function.identity(), t -> t);

  static final Kind<Boolean> FLAG =
      new Kind<>("true or false", "true or false", Kind::flag, String::valueOf);

  static final Kind<Path> FOLDER = new Kind<>("path", "a path", Path::of, Path::toString);

  /** A file that may be left out: the empty text. */
  static final Kind<Optional<Path>> FILE =
      new Kind<>(
          "path",
          "a path",
          text -> text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text)),
          file -> file.map(Path::toString).orElse(""));

  static Kind<Integer> count(String unit, int least, int most) {
    String range = most == Integer.MAX_VALUE ? ">= " + least : least + " to " + most;
    return checked(
        new Kind<>(unit, "a number " + range, Integer::valueOf, String::valueOf),
        n -> n >= least && n <= most);
  }

  static Kind<Long> bytes(long least) {
    return amount("bytes", least);
  }

  static Kind<Long> amount(String unit, long least) {
    return checked(
        new Kind<>(unit, "a number of " + unit + " >= " + least, Long::valueOf, String::valueOf),
        n -> n >= least);
  }

  static Kind<Duration> duration(Duration least) {
    return checked(
        new Kind<>(
            "duration",
            "a duration such as 500ms, 30s, 5m or 1h, at least " + DurationText.print(least),
            DurationText::parse,
            DurationText::print),
        d -> d.compareTo(least) >= 0);
  }

  static Kind<Duration> duration(Duration least, Duration most) {
    return checked(
        new Kind<>(
            "duration",
            "a duration from " + DurationText.print(least) + " to " + DurationText.print(most),
            DurationText::parse,
            DurationText::print),
        d -> d.compareTo(least) >= 0 && d.compareTo(most) <= 0);
  }

  static <E extends Enum<E>> Kind<E> constant(Class<E> type) {
    String names =
        Arrays.stream(type.getEnumConstants()).map(Enum::name).collect(Collectors.joining(" or "));
    return new Kind<>(names, names, text -> Enum.valueOf(type, text), Enum::name);
  }

  static <T> Kind<Optional<T>> optional(
      String unit, String expected, Function<String, T> parse, Function<T, String> print) {
    return new Kind<>(
        unit,
        expected,
        text -> text.isEmpty() ? Optional.empty() : Optional.of(parse.apply(text)),
        value -> value.map(print).orElse(""));
  }

  static <T> Kind<List<T>> list(String unit, String expected, Function<String, T> item) {
    return new Kind<>(
        unit,
        expected,
        text ->
            Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .map(item)
                .toList(),
        items -> items.stream().map(Object::toString).collect(Collectors.joining(",")));
  }

  /** Texts without commas. */
  static Kind<List<String>> texts() {
    return list("texts", "texts, comma separated", Function.identity());
  }

  private static <T> Kind<T> checked(Kind<T> kind, Predicate<T> rule) {
    return new Kind<>(
        kind.unit,
        kind.expected,
        text -> {
          T value = kind.parse.apply(text);
          if (!rule.test(value)) {
            throw new IllegalArgumentException(text);
          }
          return value;
        },
        kind.print);
  }

  /** Reads HOST:PORT, or [ADDRESS]:PORT of IPv6. */
  static String hostAndPort(String text) {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, Math.max(colon, 0));
    boolean isHost = host.matches("\\[[0-9A-Fa-f:.]+]|[^\\[\\]:/\\s]+");
    int port = Integer.parseInt(text.substring(colon + 1));
    if (!isHost || port < 1 || port > 65_535) {
      throw new IllegalArgumentException(text);
    }
    return text;
  }

  private static Boolean flag(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException(text);
    };
  }
}
