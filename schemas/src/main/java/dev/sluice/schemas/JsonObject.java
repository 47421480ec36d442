package dev.sluice.schemas;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An object in a JSON text and its path there. Every reading method takes a field's lowerCamel name
 * and answers with an empty value when it is not there or null.
 */
final class JsonObject {

  /** A task's deepest field is at 3; what is read over may lie deeper. */
  static final int MAX_DEPTH = 32;

  // Our fields are short, and the pattern takes stack in proportion to a name's parts.
  private static final int MAX_SNAKE_CASE = 64;
  private static final Pattern SNAKE_CASE = Pattern.compile("[a-z]+(_[a-z]+)+");

  // No longer than surely fits.
  private static final Pattern INTEGER = Pattern.compile("-?\\d{1,9}");

  private static final ObjectReader READER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          // What Kafka delivers is in memory already; the size rule comes after.
                          .maxStringLength(Integer.MAX_VALUE)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .reader();

  private final String path;
  private final Map<String, JsonNode> fields;

  private JsonObject(String path, Map<String, JsonNode> fields) {
    this.path = path;
    this.fields = fields;
  }

  static JsonObject parse(byte[] json) {
    JsonNode node;
    try {
      node = READER.readTree(json);
    } catch (JsonProcessingException e) {
      throw malformed(e);
    } catch (IOException | RuntimeException e) {
      throw new UnreadableRecordException("JSON: " + e.getMessage() + " (expected: UTF-8)", e);
    }
    return of("$", node);
  }

  private static UnreadableRecordException malformed(JsonProcessingException e) {
    String where =
        e.getLocation() == null
            ? ""
            : ", line " + e.getLocation().getLineNr() + ", column " + e.getLocation().getColumnNr();
    return new UnreadableRecordException(
        "JSON" + where + ": " + e.getOriginalMessage() + " (expected: one JSON object)", e);
  }

  private static JsonObject of(String path, JsonNode node) {
    if (!node.isObject()) {
      throw unreadable(path, node, "an object");
    }
    Map<String, JsonNode> fields = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : node.properties()) {
      if (fields.put(lowerCamel(field.getKey()), field.getValue()) != null) {
        throw new UnreadableRecordException(
            path + "." + Excerpt.of(field.getKey()) + ": there twice (expected: once)");
      }
    }
    return new JsonObject(path, fields);
  }

  void allowOnly(List<String> known, Collection<String> ignored) {
    for (String name : fields.keySet()) {
      if (!known.contains(name) && !ignored.contains(name)) {
        throw new UnreadableRecordException(
            path
                + "."
                + Excerpt.of(name)
                + ": unknown field (expected: one of "
                + String.join(", ", known)
                + ")");
      }
    }
  }

  boolean has(String name) {
    return find(name) != null;
  }

  JsonObject object(String name) {
    JsonNode node = find(name);
    return node == null ? new JsonObject(pathOf(name), Map.of()) : of(pathOf(name), node);
  }

  String string(String name) {
    return Objects.requireNonNullElse(text(name, "a string"), "");
  }

  Map<String, String> strings(String name) {
    JsonNode node = find(name);
    Map<String, String> strings = new LinkedHashMap<>();
    if (node == null) {
      return strings;
    }
    if (!node.isObject()) {
      throw untold(pathOf(name), node, "an object of strings");
    }
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (!entry.getValue().isTextual()) {
        throw untold(pathOf(name) + "." + Excerpt.of(entry.getKey()), entry.getValue(), "a string");
      }
      strings.put(entry.getKey(), entry.getValue().textValue());
    }
    return strings;
  }

  @Nullable ByteBuffer bytes(String name) {
    return value(name, "a base64 string", JsonValues::bytes);
  }

  @Nullable Instant timestamp(String name) {
    return value(
        name, "an RFC 3339 time, such as \"2030-01-31T13:59:00.5Z\"", JsonValues::timestamp);
  }

  /** Reads a duration, cut to milliseconds; 0: not there. */
  long durationMillis(String name) {
    Long millis = value(name, "seconds with an s, such as \"10.5s\"", JsonValues::durationMillis);
    return millis == null ? 0 : millis;
  }

  /** Reads a whole number of 32 bits, which may stand in a string; null: not there. */
  @Nullable Integer integer(String name) {
    JsonNode node = find(name);
    if (node == null) {
      return null;
    }
    if (node.isIntegralNumber() && node.canConvertToInt()) {
      return node.intValue();
    }
    if (node.isTextual() && INTEGER.matcher(node.textValue()).matches()) {
      return Integer.valueOf(node.textValue());
    }
    throw unreadable(pathOf(name), node, "a whole number");
  }

  /**
   * Reads an enum value's number; 0: not there.
   *
   * @param names names of the values, each at its number
   */
  int enumNumber(String name, List<String> names) {
    JsonNode node = find(name);
    if (node == null) {
      return 0;
    }
    int number = node.isTextual() ? names.indexOf(node.textValue()) : number(node);
    if (number < 0 || number >= names.size()) {
      String known = String.join(", ", names.subList(1, names.size()));
      throw unreadable(pathOf(name), node, "one of " + known);
    }
    return number;
  }

  private static int number(JsonNode node) {
    return node.isIntegralNumber() && node.canConvertToInt() ? node.intValue() : -1;
  }

  private <T> @Nullable T value(String name, String expected, JsonValues.Parser<T> parser) {
    String text = text(name, expected);
    if (text == null) {
      return null;
    }
    try {
      return parser.parse(text);
    } catch (RuntimeException e) {
      throw new UnreadableRecordException(
          pathOf(name) + ": \"" + Excerpt.of(text) + "\" (expected: " + expected + ")", e);
    }
  }

  private @Nullable String text(String name, String expected) {
    JsonNode node = find(name);
    if (node == null) {
      return null;
    }
    if (!node.isTextual()) {
      throw unreadable(pathOf(name), node, expected);
    }
    return node.textValue();
  }

  private @Nullable JsonNode find(String name) {
    JsonNode node = fields.get(name);
    return node == null || node.isNull() ? null : node;
  }

  private String pathOf(String name) {
    return path + "." + name;
  }

  /** As unreadable, without the value: headers may be secret. */
  private static UnreadableRecordException untold(String path, JsonNode found, String expected) {
    String kind =
        found.isTextual()
            ? "a string"
            : found.isNumber() ? "a number" : found.isBoolean() ? "a boolean" : describe(found);
    return new UnreadableRecordException(path + ": " + kind + " (expected: " + expected + ")");
  }

  private static UnreadableRecordException unreadable(
      String path, JsonNode found, String expected) {
    return new UnreadableRecordException(
        path + ": " + describe(found) + " (expected: " + expected + ")");
  }

  private static String describe(JsonNode node) {
    if (node.isTextual()) {
      return "\"" + Excerpt.of(node.textValue()) + "\"";
    }
    if (node.isNumber() || node.isBoolean()) {
      return Excerpt.of(node.asText());
    }
    return switch (node.getNodeType()) {
      case OBJECT -> "an object";
      case ARRAY -> "an array";
      case NULL -> "null";
      default -> "nothing";
    };
  }

  /** {@code schedule_time} to {@code scheduleTime}; what is not snake case stays as it is. */
  private static String lowerCamel(String name) {
    if (name.length() > MAX_SNAKE_CASE || !SNAKE_CASE.matcher(name).matches()) {
      return name;
    }
    StringBuilder camel = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      camel.append(c == '_' ? (char) (name.charAt(++i) - 'a' + 'A') : c);
    }
    return camel.toString();
  }
}
