package dev.sluice.adminapi.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds arrays where a message has a single value. Protobuf's parser takes one of one element for
 * that element; Google's front end refuses it.
 */
final class StrayArrays {

  private static final ObjectMapper JSON = new ObjectMapper();

  private StrayArrays() {}

  /** Describes the first one in a request that the parser has taken; empty when there is none. */
  static Optional<String> find(String json, Descriptor type) {
    if (json.indexOf('[') < 0) {
      return Optional.empty(); // Most requests, which need not be read twice.
    }
    try {
      return Optional.ofNullable(inMessage(JSON.readTree(json), type, ""));
    } catch (JsonProcessingException e) {
      // The parser takes a little more than JSON, such as comments; so be it.
      return Optional.empty();
    }
  }

  private static @Nullable String inMessage(JsonNode node, Descriptor type, String path) {
    for (Map.Entry<String, JsonNode> property : node.properties()) {
      FieldDescriptor field = JsonFault.field(type, property.getKey());
      if (field == null) {
        continue;
      }
      String fieldPath = path.isEmpty() ? field.getName() : path + "." + field.getName();
      String fault = inField(property.getValue(), field, fieldPath);
      if (fault != null) {
        return fault;
      }
    }
    return null;
  }

  private static @Nullable String inField(JsonNode value, FieldDescriptor field, String path) {
    if (!field.isRepeated()) {
      return inSingle(value, field, path);
    }
    boolean map = field.isMapField();
    FieldDescriptor element = map ? field.getMessageType().findFieldByNumber(2) : field;
    List<JsonNode> elements = new ArrayList<>();
    value.forEach(elements::add);
    for (int i = 0; i < elements.size(); i++) {
      String at = path + "[" + i + "]" + (map ? ".value" : "");
      String fault = inSingle(elements.get(i), element, at);
      if (fault != null) {
        return fault;
      }
    }
    return null;
  }

  private static @Nullable String inSingle(JsonNode value, FieldDescriptor field, String path) {
    boolean message = field.getJavaType() == JavaType.MESSAGE;
    if (message && isAnyJson(field.getMessageType())) {
      return null;
    }
    if (value.isArray()) {
      return JsonFault.invalid(value, path, JsonFault.typeName(field));
    }
    return message ? inMessage(value, field.getMessageType(), path) : null;
  }

  /** Whether arrays may be what the field is there for. */
  private static boolean isAnyJson(Descriptor type) {
    return switch (type.getFullName()) {
      case "google.protobuf.Value",
          "google.protobuf.ListValue",
          "google.protobuf.Struct",
          "google.protobuf.Any" ->
          true;
      default -> false;
    };
  }
}
