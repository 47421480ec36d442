package dev.sluice.standalone.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;

/**
 * A column of a table of resources.
 *
 * @param heading above it
 * @param cell what a resource shows in it
 */
public record Column(String heading, Function<JsonNode, String> cell) {

  /** Shows the value at a JSON pointer; empty where there is none. */
  public static Column at(String heading, String pointer) {
    return new Column(heading, node -> node.at(pointer).asText(""));
  }

  /** Shows the value at a JSON pointer, and something else where there is none. */
  public static Column at(String heading, String pointer, String absent) {
    return new Column(heading, node -> node.at(pointer).asText(absent));
  }

  /** Shows the time at a JSON pointer, in whole seconds; empty where there is none. */
  public static Column time(String heading, String pointer) {
    return new Column(heading, node -> node.at(pointer).asText("").replaceFirst("\\.[0-9]+", ""));
  }

  /** Shows the last part of the resource name at a JSON pointer. */
  public static Column id(String heading, String pointer) {
    return new Column(
        heading,
        node -> {
          String name = node.at(pointer).asText("");
          return name.substring(name.lastIndexOf('/') + 1);
        });
  }
}
