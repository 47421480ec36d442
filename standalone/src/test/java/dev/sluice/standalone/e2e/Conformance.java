package dev.sluice.standalone.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The conformance suite's data: what to call and what Google's service answers. The texts come from
 * the specification and from recordings of that service, never from our own answers.
 */
final class Conformance {

  static final String LOCATION = "projects/demo/locations/us-central1";
  private static final ObjectMapper JSON = new ObjectMapper();

  private Conformance() {}

  /** One call of a method of a version, by name, with its request in protobuf's JSON. */
  record Call(String version, String rpc, JsonNode request) {}

  /** What a client saw; the code is OK, or Google's name of it. */
  record Outcome(String code, String message, JsonNode response, JsonNode details) {

    static Outcome ok(JsonNode response) {
      return new Outcome("OK", "", response, JSON.nullNode());
    }

    static Outcome failed(String code, String message) {
      return new Outcome(code, message, JSON.nullNode(), JSON.nullNode());
    }
  }

  /** A client of the API. */
  interface Client extends AutoCloseable {

    /** Makes a call. */
    Outcome call(Call call) throws Exception;

    /** The code that this client tells for one of Google's: over REST some become others. */
    default String codeAsSeen(String code) {
      return code;
    }

    /** Whether the text of an error can be told from what this client shows. */
    default boolean showsMessages() {
      return true;
    }

    @Override
    default void close() {}
  }

  static JsonNode read(String file) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            Conformance.class.getResourceAsStream("/conformance/" + file), file)) {
      return JSON.readTree(in);
    }
  }

  /** Fills in the names of a case's own queue, and long texts. */
  static JsonNode filled(JsonNode node, Map<String, String> values) throws IOException {
    return JSON.readTree(filled(node.toString(), values));
  }

  static String filled(String text, Map<String, String> values) {
    String filled = text;
    for (Map.Entry<String, String> value : values.entrySet()) {
      filled = filled.replace("{" + value.getKey() + "}", value.getValue());
    }
    return filled;
  }

  /** What stands for the names in braces, for a queue of its own. */
  static Map<String, String> values(String queueId) {
    return Map.of(
        "L", LOCATION,
        "Q", LOCATION + "/queues/" + queueId,
        "q", queueId,
        "later", Instant.ofEpochSecond(Instant.now().getEpochSecond() + 3_600).toString(),
        "501", "a".repeat(501),
        "2083", "a".repeat(2_083),
        "81920", "a".repeat(81_920),
        "1100000", "AAAA".repeat(375_000));
  }

  /** The calls that make what a case takes as given. */
  static List<Call> given(String version, String what, Map<String, String> values)
      throws IOException {
    List<Call> calls = new ArrayList<>();
    if (!what.isEmpty()) {
      calls.add(call(version, "CreateQueue", "{'parent':'{L}','queue':{'name':'{Q}'}}", values));
    }
    if (what.equals("task")) {
      calls.add(
          call(
              version,
              "CreateTask",
              "{'parent':'{Q}','task':{'name':'{Q}/tasks/t','scheduleTime':'{later}',"
                  + "'httpRequest':{'url':'http://127.0.0.1:9/','body':'aGVsbG8='}}}",
              values));
    }
    return calls;
  }

  private static Call call(String version, String rpc, String request, Map<String, String> values)
      throws IOException {
    return new Call(version, rpc, JSON.readTree(filled(request.replace('\'', '"'), values)));
  }

  /**
   * Returns where an answer is not what is expected; empty if it has all that is expected. A null
   * in what is expected stands for nothing there, and a text that begins with a tilde for whatever
   * the pattern after it matches.
   */
  static Optional<String> difference(@Nullable JsonNode expected, JsonNode actual, String path) {
    if (expected == null || expected.isMissingNode()) {
      return Optional.empty();
    }
    if (expected.isNull()) {
      return isNothing(actual)
          ? Optional.empty()
          : Optional.of(path + ": " + actual + ", not nothing");
    }
    if (expected.isObject()) {
      return expected.properties().stream()
          .map(field ->
              difference(
                  field.getValue(), actual.path(field.getKey()), path + "/" + field.getKey()))
          .flatMap(Optional::stream)
          .findFirst();
    }
    if (expected.isArray()) {
      for (int i = 0; i < expected.size(); i++) {
        Optional<String> inElement = difference(expected.get(i), actual.path(i), path + "/" + i);
        if (inElement.isPresent()) {
          return inElement;
        }
      }
      return Optional.empty();
    }
    return same(expected, actual)
        ? Optional.empty()
        : Optional.of(path + ": " + actual + ", not " + expected);
  }

  private static boolean isNothing(JsonNode node) {
    return node.isMissingNode()
        || node.isNull()
        || (node.isContainerNode() && node.isEmpty())
        || (node.isTextual() && node.asText().isEmpty());
  }

  private static boolean same(JsonNode expected, JsonNode actual) {
    if (expected.isNumber() && actual.isNumber()) {
      return expected.asDouble() == actual.asDouble();
    }
    if (expected.asText().startsWith("~")) {
      return actual.asText().matches(expected.asText().substring(1));
    }
    return expected.equals(actual) || (expected.isTextual() && sameTime(expected, actual));
  }

  private static boolean sameTime(JsonNode expected, JsonNode actual) {
    try {
      return Instant.parse(expected.asText()).equals(Instant.parse(actual.asText()));
    } catch (DateTimeParseException e) {
      return false;
    }
  }
}
